#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# publish --to: a folder, an rsync server, ssh, and rclone with a WebDAV server, all on this machine, with nginx as the public side;
# destinations that break in the middle, and a public side that shows something else.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/web.sh"
need curl rpm gpg jq nginx python3

example_product product
cd product
public=$TMP/public
mkdir "$public"
chmod 755 "$TMP"
web "$public"
sed -i "s|^release:|release:\n  baseurl: $url|" repos.yaml
check_exit 0 rpmworks compose 1.0.0
next_greeter 1.0.1
check_exit 0 rpmworks compose 1.0.1

# again: as if nothing had been published.
again() {
  rm -rf releases/current releases/mirrorlist releases/.mirrorlist-* releases/*.repo releases/RPM-* .rpmworks/published .rpmworks/publishing
  rm -rf "$public"
  mkdir "$public"
}
# same: the public side is as releases/; with an argument, without links.
same() {
  local release file
  for release in "${@:2}"; do
    check "the release $release" diff -r --no-dereference "releases/$release" "$public/$release"
  done
  for file in greetings.repo RPM-GPG-KEY-greetings mirrorlist/packages mirrorlist/sources; do
    check_same "$1: $file" "$(cat "releases/$file")" "$(curl -sSf "$url/$file")"
  done
  check_same "$1: no temporary files" '' "$(find "$public" -name '*rpmworks-part*')"
}

# --- a folder ----------------------------------------------------------------------------------------------------------------
check_exit 0 rpmworks --json publish 1.0.0 --to "$public" --dry-run
check_same 'a dry run writes nothing' '' "$(find "$public" releases -mindepth 1 -maxdepth 1 ! -name '1*' ! -path releases/index.html)"
check_same 'but says what it would do' 1.0.0 "$(jq -r '.upload.releases | join(" ")' <<<"$out")"
check_exit 0 rpmworks --json publish 1.0.0 --to "$public"
check_same 'it was read back' "$url" "$(jq -r .upload.read_back <<<"$out")"
same 'a folder' 1.0.0
check_same 'a link for people' 1.0.0 "$(readlink "$public/current")"
inode=$(stat -c %i "$public"/1.0.0/packages/greeter-1*.rpm)
check_exit 0 rpmworks publish 1.0.1 --to "file://$public" --verify
check_contains 'the result' "$out" 'is up to date with 1.0.1, 1.0.0; read back at'
same 'a folder again' 1.0.0 1.0.1
check_same 'what is there is not written again' "$inode" "$(stat -c %i "$public"/1.0.0/packages/greeter-1*.rpm)"

# What the public sees is not what was published.
check 'the list of a section is replaced' rm "$public/mirrorlist/sources"
mkdir "$public/other"
cp -a releases/1.0.1 "$public/other/"
check_exit 7 rpmworks publish 1.0.1 --to "$public" --public-url "$url/other"
check_contains 'a file that the public does not see' "$err" 'mirrorlist/packages: the server returned status 404'
check_contains 'how many' "$err" "files at $url/other are not what was published"
package=$(cd releases && echo 1.0.1/packages/greeter-1*.rpm)
same 'which was copied all the same' 1.0.1
sed -i "s|root $public;|root $public; location = /$package { return 200 'something else'; }|" "$TMP/nginx.conf"
nginx -c "$TMP/nginx.conf" -e "$TMP/nginx/error.log" -s reload
for _ in $(seq 100); do [ "$(curl -s "$url/$package" | head -c 9 | tr -d '\0')" != something ] || break; sleep 0.05; done
check_exit 7 rpmworks publish 1.0.1 --to "$public"
check_contains 'a package of another size' "$err" "$package: has 14 bytes instead of"
sed -i "s| location = /$package { return 200 'something else'; }||" "$TMP/nginx.conf"
nginx -c "$TMP/nginx.conf" -e "$TMP/nginx/error.log" -s reload
for _ in $(seq 100); do [ "$(curl -s "$url/$package" | head -c 9 | tr -d '\0')" = something ] || break; sleep 0.05; done
printf X | dd of="$public/$package" bs=1 seek=3000 conv=notrunc status=none
check_exit 0 rpmworks publish 1.0.1 --to "$public" --verify
check 'a changed file is replaced' cmp "releases/$package" "$public/$package"

# --- mistakes ------------------------------------------------------------------------------------------------------------------
refused 2 rpmworks publish 1.0.1 --to relative -- "'relative' cannot be a destination"
refused 2 rpmworks publish 1.0.1 --to ftp://x.example/y -- 'rpmworks cannot write to such an address'
for inside in releases releases/1.0.1/copy .rpmworks/copy; do
  refused 2 rpmworks publish 1.0.1 --to "$PWD/$inside" -- "the destination $PWD/$inside is in" 'which only rpmworks writes'
done
ln -s "$PWD/releases" "$TMP/to-releases"
refused 2 rpmworks publish 1.0.1 --to "$TMP/to-releases" -- 'which only rpmworks writes'
ln -s nothing "$TMP/to-nothing"
refused 2 rpmworks publish 1.0.1 --to "$TMP/to-nothing" -- 'is a link to nothing, which does not exist'
refused 2 rpmworks publish 1.0.1 --to "$PWD/repos.yaml" -- 'is not a folder'
refused 2 rpmworks publish 1.0.1 --to "$public" --public-url "$url/a b" -- "it has a blank, '?' or '#'"
refused 2 rpmworks publish 1.0.1 --to rsync://me:s3cret@x.example/y -- 'contains a password'
check_same 'which is not shown' '' "$(grep s3cret <<<"$out$err" || true)"
refused 2 rpmworks publish 1.0.1 --public-url "$url" -- '--public-url is only for --to'
refused 2 rpmworks publish 1.0.1 --to "$public" --public-url /srv -- 'is not an address on a web server'

# --- a cache has an earlier mirror list -----------------------------------------------------------------------------------------
mkdir "$TMP/public with blanks"
cache_port=$(free_port)
cat >"$TMP/cache.py" <<'PY'
# Serves a folder; of a mirror list, the first answers are those of a cache.
import functools, http.server, sys

class Cache(http.server.SimpleHTTPRequestHandler):
    asked = 0

    def do_GET(self):
        if self.path.endswith("/mirrorlist/packages"):
            Cache.asked += 1
            if Cache.asked <= 5:
                self.send_response(200)
                self.send_header("Content-Length", "4")
                self.end_headers()
                self.wfile.write(b"old\n")
                return
        super().do_GET()

http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), functools.partial(Cache, directory=sys.argv[2])).serve_forever()
PY
python3 "$TMP/cache.py" "$cache_port" "$TMP" >/dev/null 2>&1 &
answers "$cache_port"
check_exit 0 rpmworks publish 1.0.1 --to "$TMP/public with blanks" --public-url "http://127.0.0.1:$cache_port/public%20with%20blanks"
check_contains 'it waits for the cache' "$err" 'mirrorlist/packages has 4 bytes instead of'
check_contains 'and says how long' "$err" 'a cache may have the earlier file, so it is read again for up to 60 seconds'

# --- a full disk in the middle -------------------------------------------------------------------------------------------------
if [ "$(id -u)" = 0 ]; then
  again
  check_exit 0 rpmworks publish 1.0.0 --to "$public"
  size=$(du -sk "$public" | cut -f1)
  # shellcheck disable=SC2016  # the words of the inner shell
  run unshare -m sh -c '
    mkdir "$1/small" && mount -t tmpfs -o size=$(($3 + 40))k none "$1/small" && cp -a "$2/." "$1/small/" || exit 99
    rpmworks publish 1.0.1 --to "$1/small"; code=$?
    [ "$(readlink "$1/small/current")" = 1.0.0 ] && [ "$(cat "$1/small/mirrorlist/packages")" = "$4/1.0.0/packages/" ] || exit 98
    mount -o remount,size=100m "$1/small" && rpmworks publish 1.0.1 --to "$1/small" --public-url "$4/none" >"$1/again" 2>&1
    [ "$(readlink "$1/small/current")" = 1.0.1 ] || exit 97
    exit $code' full "$TMP" "$public" "$size" "$url"
  check_same 'exit code of a full disk' 1 "$code"
  check_contains 'the message says so' "$err" 'No space left on device'
fi

# --- rsync ---------------------------------------------------------------------------------------------------------------------
if command -v rsync >/dev/null; then
  again
  rsync_port=$(free_port)
  printf '%s\n' "port = $rsync_port" 'address = 127.0.0.1' 'use chroot = no' "pid file = $TMP/rsyncd.pid" "log file = $TMP/rsyncd.log" \
    '[releases]' "path = $public" 'read only = no' 'munge symlinks = no' "uid = $(id -u)" "gid = $(id -g)" >"$TMP/rsyncd.conf"
  start_rsync() {
    rm -f "$TMP/rsyncd.pid"
    rsync --daemon --no-detach --config="$TMP/rsyncd.conf" &
    rsync_pid=$!
    answers "$rsync_port"
  }
  start_rsync
  to=rsync://127.0.0.1:$rsync_port/releases/
  check_exit 0 rpmworks publish 1.0.0 --to "$to"
  same rsync 1.0.0
  # The server ends in the middle: clients keep the release that they have, and the same command continues.
  background rpmworks publish 1.0.1 --to "$to"
  sleep 0.3
  kill -KILL "$rsync_pid"
  wait "$rsync_pid" 2>/dev/null || true
  code=0
  wait "$pid" || code=$?
  err=$(cat "$TMP/err")
  if [ "$code" != 0 ]; then
    check_same 'exit code of a broken server' 7 "$code"
    check_contains 'the message' "$err" 'rsync failed while copying'
    read -r first <"$public/mirrorlist/packages"
    first=${first#"$url"/}
    check 'the first mirror is complete' diff -r --no-dereference "releases/${first%%/*}" "$public/${first%%/*}"
  fi
  start_rsync
  check_exit 0 rpmworks publish 1.0.1 --to "$to" --verify
  same 'rsync again' 1.0.0 1.0.1
  check_same 'a link for people' 1.0.1 "$(readlink "$public/current")"
  kill "$rsync_pid"
else
  echo 'SKIP: rsync is not installed'
fi

# --- ssh -----------------------------------------------------------------------------------------------------------------------
if command -v rsync >/dev/null && [ -x /usr/sbin/sshd ]; then
  again
  ssh_port=$(free_port)
  mkdir -p /run/sshd
  mkdir -m 700 "$TMP/ssh"
  ssh-keygen -q -t ed25519 -N '' -f "$TMP/ssh/host"
  ssh-keygen -q -t ed25519 -N '' -f "$TMP/ssh/user"
  cp "$TMP/ssh/user.pub" "$TMP/ssh/authorized"
  printf '%s\n' "Port $ssh_port" 'ListenAddress 127.0.0.1' "HostKey $TMP/ssh/host" "AuthorizedKeysFile $TMP/ssh/authorized" \
    'StrictModes no' 'UsePAM no' 'PasswordAuthentication no' "PidFile $TMP/ssh/pid" 'PermitRootLogin yes' >"$TMP/ssh/sshd_config"
  /usr/sbin/sshd -D -f "$TMP/ssh/sshd_config" -E "$TMP/ssh/log" &
  answers "$ssh_port"
  # ssh reads the configuration of the account's home, not that of HOME.
  printf '#!/bin/sh\nexec /usr/bin/ssh -F %s "$@"\n' "$TMP/ssh/config" >"$TMP/ssh/ssh"
  chmod +x "$TMP/ssh/ssh"
  printf '%s\n' "IdentityFile $TMP/ssh/user" 'StrictHostKeyChecking no' "UserKnownHostsFile $TMP/ssh/known" >"$TMP/ssh/config"
  PATH="$TMP/ssh:$PATH" check_exit 0 rpmworks publish 1.0.0 --to "ssh://127.0.0.1:$ssh_port$public"
  same ssh 1.0.0
else
  echo 'SKIP: rsync or sshd is not installed'
fi

# --- rclone --------------------------------------------------------------------------------------------------------------------
if command -v rclone >/dev/null; then
  again
  dav_port=$(free_port)
  start_dav() {
    rclone serve webdav --addr "127.0.0.1:$dav_port" "$public" >>"$TMP/dav.log" 2>&1 &
    dav_pid=$!
    answers "$dav_port"
  }
  start_dav
  mkdir -p "$HOME/.config/rclone"
  printf '%s\n' '[store]' 'type = webdav' "url = http://127.0.0.1:$dav_port" 'vendor = other' >"$HOME/.config/rclone/rclone.conf"
  check_exit 0 rpmworks publish 1.0.0 --to rclone:store:
  check_contains 'no links there' "$err" 'has no symbolic links'
  same rclone 1.0.0
  check 'plain files' test ! -L "$public/mirrorlist" -a ! -e "$public/current"
  kill "$dav_pid"
  wait "$dav_pid" 2>/dev/null || true
  check_exit 7 rpmworks publish 1.0.1 --to rclone:store:
  check_contains 'the store is away' "$err" 'rclone failed while copying'
  check_same 'clients keep their release' "$url/1.0.0/packages/" "$(curl -sSf "$url/mirrorlist/packages")"
  start_dav
  check_exit 0 rpmworks publish 1.0.1 --to rclone:store: --verify
  same 'rclone again' 1.0.0 1.0.1
  kill "$dav_pid"
else
  echo 'SKIP: rclone is not installed'
fi
