# docker build -t yinwen .
#
# TORCH_INDEX   on Linux PyPI's torch brings CUDA, 2.5 GB and more; for the CPU build alone give the address that the Get Started
#               page of pytorch.org shows for Pip and CPU: --build-arg TORCH_INDEX=…
# EXTRAS        --build-arg EXTRAS=llm,mcp

FROM python:3.12-slim AS build
ARG TORCH_INDEX=""
ARG EXTRAS=""
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/yinwen
RUN if [ -n "$TORCH_INDEX" ]; then PIP_INDEX_URL="$TORCH_INDEX" /opt/yinwen/bin/pip install "torch<2.14"; fi
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY corpus corpus
COPY index index
COPY qa qa
COPY webui webui
RUN /opt/yinwen/bin/pip install ".${EXTRAS:+[$EXTRAS]}"

FROM python:3.12-slim
COPY --from=build /opt/yinwen /opt/yinwen
RUN useradd --uid 10001 --create-home yinwen && mkdir /data && chown yinwen:yinwen /data
ENV PATH=/opt/yinwen/bin:$PATH \
    YINWEN_HOME=/data \
    YINWEN_LANG=zh \
    HF_HUB_OFFLINE=1 \
    PYTHONUNBUFFERED=1
USER yinwen
WORKDIR /home/yinwen
VOLUME /data
EXPOSE 7860
# The first start indexes the example article.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:7860/healthz', timeout=4)"]
ENTRYPOINT ["yinwen"]
CMD ["serve", "--host", "0.0.0.0", "--port", "7860"]
