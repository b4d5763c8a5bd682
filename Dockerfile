# The program alone:                docker build -t mockismp .
# with libxml2 as a second engine:  docker build -t mockismp:libxml2 --target libxml2 .
# make image does both, with docker, podman or buildah.

FROM golang:1.26.8-bookworm AS source
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# set by make image; what builds without has the version dev
ARG VERSION=
ARG COMMIT=
ARG DATE=
ENV STAMP="-X github.com/mockismp/mockismp/server.version=$VERSION -X github.com/mockismp/mockismp/server.commit=$COMMIT -X github.com/mockismp/mockismp/server.date=$DATE"

FROM source AS build
RUN CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "-s -w $STAMP" -o /out/mockismp ./cmd/mockismp
RUN mkdir /out/data

FROM source AS build-libxml2
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev libxml2-dev pkg-config
RUN go build -tags libxml2 -trimpath -buildvcs=false -ldflags "-s -w $STAMP" -o /out/mockismp ./cmd/mockismp

FROM debian:12.11-slim AS libxml2
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates libxml2 && rm -rf /var/lib/apt/lists/*
COPY --from=build-libxml2 /out/mockismp /usr/local/bin/mockismp
WORKDIR /data
USER 65534:65534
ENV MOCKISMP_LISTEN=0.0.0.0:8080
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=3s --start-period=5s CMD ["/usr/local/bin/mockismp", "ready"]
ENTRYPOINT ["/usr/local/bin/mockismp"]
CMD ["serve", "--xsd-engine", "libxml2"]
ARG VERSION=
ARG COMMIT=
ARG DATE=
LABEL org.opencontainers.image.title="mockismp" \
      org.opencontainers.image.description="A local test double of ИС МПТ, Kazakhstan's goods marking system, with libxml2" \
      org.opencontainers.image.source="https://github.com/mockismp/mockismp" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$COMMIT" \
      org.opencontainers.image.created="$DATE"

FROM scratch AS mockismp
COPY --from=build /out/mockismp /mockismp
# where datasets and a configuration file are mounted
COPY --from=build /out/data /data
# for mockismp call --url stage
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
WORKDIR /data
USER 65534:65534
ENV MOCKISMP_LISTEN=0.0.0.0:8080
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=3s --start-period=5s CMD ["/mockismp", "ready"]
ENTRYPOINT ["/mockismp"]
CMD ["serve"]
ARG VERSION=
ARG COMMIT=
ARG DATE=
LABEL org.opencontainers.image.title="mockismp" \
      org.opencontainers.image.description="A local test double of ИС МПТ, Kazakhstan's goods marking system" \
      org.opencontainers.image.source="https://github.com/mockismp/mockismp" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$COMMIT" \
      org.opencontainers.image.created="$DATE"
