# The service in one image: `serve`, `follow` and `migrate` are its commands. No secret enters the build.
FROM python:3.11-slim AS build
WORKDIR /build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements/runtime.txt requirements/build.txt ./
# Hashes are of what was tested; only wheels, so that no package runs code of its own during the build.
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --require-hashes --only-binary :all: -r runtime.txt \
    && pip install --require-hashes --only-binary :all: -r build.txt
COPY pyproject.toml ./
COPY tracing tracing
COPY search search
COPY projections projections
COPY api api
RUN pip wheel --no-deps --no-build-isolation --wheel-dir wheels . \
    && /opt/venv/bin/pip install --no-deps --no-index wheels/*.whl

FROM python:3.11-slim
# 1000 is the user of the OpenSearch image too, and 999 of the PostgreSQL image: each reads the key that is written for it.
RUN groupadd --gid 1000 tracing && useradd --uid 1000 --gid 1000 --no-create-home --shell /usr/sbin/nologin tracing \
    && install --directory --owner tracing --group tracing --mode 0700 /certificates/node \
    && install --directory --owner tracing --group tracing --mode 0755 /certificates/trust \
    && install --directory --owner 999 --group 999 --mode 0700 /certificates/database \
    && install --directory --owner 999 --group 999 --mode 0755 /certificates/database-trust \
    && install --directory --owner tracing --group tracing --mode 0700 /photographs /audit /keys
COPY --from=build /opt/venv /opt/venv
COPY deploy/certificates.py deploy/health.py /opt/deploy/
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 1000:1000
ENTRYPOINT ["tracing"]
