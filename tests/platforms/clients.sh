# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Functions for tests with real clients of releases, which a web server on this machine serves. Sourced after lib.sh and roots.sh.
# shellcheck disable=SC2034,SC2154  # the tests use $suite and $port, and set $product

# package NAME VERSION [LINE…]: a commit, tagged vVERSION, of a package with one file of 400 kB that cannot be compressed, so that
# downloads take some time.
package() {
  local name=$1 version=$2 folder=repos/$1
  shift 2
  [ -d "$folder" ] || git init -q -b main "$folder"
  openssl rand -hex 200000 >"$folder/data"
  printf '%s\n' "Name: $name" "Version: $version" 'Release: 1' "Summary: The package $name" 'License: MIT' 'BuildArch: noarch' \
    'Source0: %{name}-%{version}.tar.gz' "$@" '%description' "The package $name." '%prep' '%setup -q' '%install' \
    "install -D -m 644 data %{buildroot}/usr/share/$name/data" '%files' "/usr/share/$name" >"$folder/$name.spec"
  git -C "$folder" add -A
  git -C "$folder" commit -q -m "Version $version"
  git -C "$folder" tag "v$version"
}

serve() { # serve FOLDER: sets $port
  local try
  for try in $(seq 18600 18640); do
    cat >"$TMP/nginx.conf" <<CONF
daemon off; pid $TMP/nginx.pid; worker_processes 1;
events { worker_connections 256; }
http {
  access_log $TMP/access.log; client_body_temp_path $TMP/nginx-body; proxy_temp_path $TMP/nginx-proxy;
  fastcgi_temp_path $TMP/nginx-fastcgi; uwsgi_temp_path $TMP/nginx-uwsgi; scgi_temp_path $TMP/nginx-scgi;
  server { listen 127.0.0.1:$try; root $1; limit_rate 4m; }
}
CONF
    nginx -c "$TMP/nginx.conf" -e "$TMP/nginx.log" &
    local server=$!
    for _ in $(seq 50); do
      kill -0 $server 2>/dev/null || break
      if curl -s -o "$TMP/probe" "http://127.0.0.1:$try/"; then
        port=$try
        return
      fi
      sleep 0.1
    done
  done
  skip 'nginx found no free port'
}

# home CLIENT [FILE]: the installation of a client of $product, empty at first. FILE is its .repo file from now on. Sets $suite,
# $program, $root, $home and $repos, the folder with the .repo file. dnf does not read the one into which packages install theirs.
home() {
  suite=${1%%/*} program=${1#*/}
  root=$RPMWORKS_ROOTS/$suite
  home=$TMP/clients/$product-${1//\//-}
  repos=$home/etc/repos
  [ "$program" != zypper ] || repos=$home/etc/zypp/repos.d
  mkdir -p "$repos"
  [ $# -lt 2 ] || cp "$2" "$repos/"
}

# run_client WORD…: runs the client's program. The output goes to $home.log.
run_client() {
  if [ "$program" = zypper ]; then
    in_root "$root" zypper --root "$home" --non-interactive "$@" >"$home.log" 2>&1
  else
    in_root "$root" "$program" -y --installroot="$home" --releasever=1 --setopt="reposdir=$repos" "$@" >"$home.log" 2>&1
  fi || { local code=$?; cat "$home.log" >&2; return $code; }
}

# client COMMAND [PACKAGE…]: what a user of $program would run: refresh, install, upgrade, sync (to the release), remove, update (to
# the release, without any question of versions).
client() {
  local command=$1 words=()
  shift
  case $program/$command in
    zypper/refresh) words=(--gpg-auto-import-keys refresh --force) ;;
    zypper/install) words=(--gpg-auto-import-keys install --no-recommends) ;;
    zypper/upgrade) words=(update) ;;
    zypper/sync) words=(dist-upgrade --no-recommends) ;;
    zypper/remove) words=(remove) ;;
    # --refresh of dnf5 looks for metadata outside of the installation root only.
    dnf5/refresh) words=("--setopt=*.metadata_expire=0" makecache) ;;
    dnf/refresh) words=(makecache --refresh) ;;
    */sync) words=(distro-sync) ;;
    *) words=("$command") ;;
  esac
  # zypper uses a mirror list for ten minutes before it reads it again (repo.refresh.delay of zypp.conf).
  [ "$program/$command" != zypper/refresh ] || find "$home" -name 'mirrorlist*' -exec touch -d '11 minutes ago' {} +
  run_client "${words[@]}" "$@"
}

installed() { in_root "$root" rpm --root "$home" -qa --qf '%{name}-%{version}-%{release}.%{arch}\n' | grep -v '^gpg-pubkey' | sort; }
