# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# For tests that need servers on this machine: nginx for files. Sourced after lib.sh; needs curl, nginx and python3.

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# answers PORT: waits until a server answers.
answers() {
  for _ in $(seq 200); do
    ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null || return 0
    sleep 0.05
  done
  fail "no server answers at port $1"
}

# web FOLDER [DIRECTIVE]: nginx serves the folder; sets $port, $url, and $server, its process. Its configuration is $TMP/nginx.conf,
# its logs are $TMP/nginx/access.log and error.log.
# shellcheck disable=SC2034  # for the test
web() {
  port=$(free_port)
  url=http://127.0.0.1:$port
  mkdir -p "$TMP/nginx"
  # As root, its workers must be able to read a folder that only this user can access.
  cat >"$TMP/nginx.conf" <<CONF
worker_processes 1;
$([ "$(id -u)" != 0 ] || echo 'user root;')
daemon off;
pid $TMP/nginx/pid;
error_log $TMP/nginx/error.log;
events {}
http {
  access_log $TMP/nginx/access.log;
  client_body_temp_path $TMP/nginx/a; proxy_temp_path $TMP/nginx/b; fastcgi_temp_path $TMP/nginx/c;
  uwsgi_temp_path $TMP/nginx/d; scgi_temp_path $TMP/nginx/e;
  server { listen 127.0.0.1:$port; root $1; ${2-} }
}
CONF
  nginx -c "$TMP/nginx.conf" -e "$TMP/nginx/error.log" &
  server=$!
  answers "$port"
}
