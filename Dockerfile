# Parvis in one container: web and worker under one supervisor, data in /data.
FROM python:3.11-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PARVIS_DATA=/data PARVIS_BIND=0.0.0.0 PARVIS_DEMO=0 PORT=8000 \
    DJANGO_SETTINGS_MODULE=portal.settings.production MALLOC_ARENA_MAX=2

WORKDIR /app
SHELL ["/bin/bash", "-o", "pipefail", "-c"]

# The same list as bin/setup reads, its part [run] alone, and what `backup` and `restore` need of PostgreSQL.
COPY packages.txt ./
# hadolint ignore=DL3008
RUN apt-get update \
    && sed -n '/^\[run\]/,/^\[test/{/^[[#]/d;/^\s*$/d;p}' packages.txt | xargs apt-get install -y --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/*

COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt

COPY LICENSE manage.py ./
COPY bin bin
COPY edm edm
COPY cms cms
COPY portal portal
# Static files need settings, not secrets: a key of the build's own, thrown away with its folder.
RUN python bin/catalogues compile \
    && PARVIS_DATA=/tmp/build DJANGO_SETTINGS_MODULE=portal.settings.dev python manage.py static_build \
    && rm -rf /tmp/build \
    && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin parvis \
    && install -d -o parvis -g parvis -m 0750 /data /backups

# By its number: an orchestrator that refuses root can tell.
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "bin/healthcheck"]
CMD ["bash", "-c", "python manage.py prepare && exec python -m portal.operations.supervisor"]
