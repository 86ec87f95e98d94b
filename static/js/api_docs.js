// Starts Swagger UI; changes sent from the page carry the CSRF token of the session.
const root = document.getElementById("swagger-ui");

window.SwaggerUIBundle({
  url: root.dataset.schema,
  domNode: root,
  deepLinking: true,
  validatorUrl: null,
  requestInterceptor(request) {
    request.headers["X-CSRFToken"] = root.dataset.csrf;
    return request;
  },
});
