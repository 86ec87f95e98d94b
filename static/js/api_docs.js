// Starts Swagger UI; changes sent from the page carry the CSRF token of the session.
const root = document.getElementById("swagger-ui");

const csrfToken = () => document.cookie.match(/(?:^|; )(?:__Host-csrf|csrftoken)=([^;]+)/)?.[1] ?? "";

window.SwaggerUIBundle({
  url: root.dataset.schema,
  domNode: root,
  deepLinking: true,
  validatorUrl: null,
  requestInterceptor(request) {
    if (!["GET", "HEAD"].includes(request.method.toUpperCase())) request.headers["X-CSRFToken"] = csrfToken();
    return request;
  },
});
