# One image, four processes: web (below), worker, beat and migrate (docker-compose.yml).
FROM python:3.11-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app

COPY requirements/runtime.lock requirements/runtime.lock
RUN pip install --only-binary :all: --require-hashes -r requirements/runtime.lock

COPY . .
# The key is for these two commands only; the running site must be given its own.
RUN SECRET_KEY=only-while-building python manage.py compile_po \
    && SECRET_KEY=only-while-building python manage.py collectstatic --noinput \
    && useradd --uid 10001 --home-dir /app --shell /usr/sbin/nologin launch \
    && mkdir -p /srv/launch-ready/media \
    && chown -R launch /srv/launch-ready

ENV MEDIA_ROOT=/srv/launch-ready/media
USER launch
EXPOSE 8000
CMD ["gunicorn", "-c", "python:config.gunicorn", "--bind", "0.0.0.0:8000"]
