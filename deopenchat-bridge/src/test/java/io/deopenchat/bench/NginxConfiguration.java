package io.deopenchat.bench;

import java.nio.file.Path;

/** nginx as a plain proxy: one process, connections kept alive on both sides, nothing buffered, nothing logged. */
final class NginxConfiguration {
    private NginxConfiguration() {}

    static String of(int port, int backend, Path directory) {
        return """
                daemon off;
                master_process off;
                pid %3$s/nginx.pid;
                events { worker_connections 8192; }
                http {
                    access_log off;
                    client_body_temp_path %3$s/nginx-body;
                    proxy_temp_path %3$s/nginx-proxy;
                    fastcgi_temp_path %3$s/nginx-fastcgi;
                    uwsgi_temp_path %3$s/nginx-uwsgi;
                    scgi_temp_path %3$s/nginx-scgi;
                    keepalive_requests 100000000;
                    upstream backend {
                        server 127.0.0.1:%2$d;
                        keepalive 256;
                        keepalive_requests 100000000;
                    }
                    server {
                        listen 127.0.0.1:%1$d;
                        location / {
                            proxy_pass http://backend;
                            proxy_http_version 1.1;
                            proxy_set_header Connection "";
                            proxy_buffering off;
                        }
                    }
                }
                """.formatted(port, backend, directory);
    }
}
