#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# rpmworks verify URL: a release on a web server, whose packages are not read; its mirrors; what is missing, old, changed or signed by
# another key; and servers that fail.
# shellcheck disable=SC2154  # run and check_exit of lib.sh set code, out and err
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/web.sh"
need curl gpg jq nginx openssl python3 rpm rpmbuild
chmod 755 "$TMP" "$TMP/work"
export RPMWORKS_DATA=$TMP/data

key() { gpg --homedir gnupg --faked-system-time 20250101T000000 --quiet --batch --passphrase '' --quick-gen-key "$1" rsa2048 sign never 2>/dev/null; }
fingerprint() { gpg --homedir gnupg --with-colons --list-keys "$1" | awk -F: '/^fpr/ { print $10; exit }'; }
# tool VERSION: the package of the product, which is large enough that reading it would show.
tool() {
  rm -rf repos/tool
  git_repository repos/tool tool.spec="$(spec tool | sed "s/^Version:.*/Version: $1/; /^Source0/d"
    printf '%s\n' '%description' x '%install' 'mkdir -p %{buildroot}/opt/tool' \
      "awk 'BEGIN { srand(7); for (i = 0; i < 60000; i++) printf \"%x\", rand() * 4294967296 }' >%{buildroot}/opt/tool/data" \
      '%files' /opt/tool/data)"
  # The times of signatures come from commits.
  GIT_COMMITTER_DATE="2026-0${1#1.}-02T03:04:05Z" git -C repos/tool commit -q --amend --no-edit
}

mkdir -m 700 gnupg
mkdir releases
key 'Acme <rpm@acme.example>'
web "$PWD/releases"
tool 1.1
cat >repos.yaml <<YAML
schema: 1
product: acme
keys: { acme: { homedir: gnupg } }
packages: { tool: { git: repos/tool } }
release:
  baseurl: $url
  sections: { packages: { from: builds, sign: acme }, sources: { from: srpms, sign: acme } }
YAML
check_exit 0 rpmworks release 1.0.0
tool 1.2
check_exit 0 rpmworks release 1.0.1
acme=$(fingerprint acme)

# Elsewhere, where there is no repos.yaml.
releases=$PWD/releases
mkdir "$TMP/elsewhere"
cd "$TMP/elsewhere"
release=$releases/1.0.1
package=$(cd "$release" && ls packages/tool-1.2-1*.rpm)
log=$TMP/nginx/access.log
# findings GATE: the texts of its findings.
findings() { jq -r --arg gate "$1" '.checks[] | select(.name == $gate) | .findings // [] | .[].text' <<<"$out"; }
# changed FILE COMMAND…: runs the command with another version of a file of the release, which standard input gives.
changed() {
  local file=$1
  shift
  cp -p "$file" "$TMP/kept"
  cat >"$TMP/other"
  rm "$file"
  cp "$TMP/other" "$file"
  "$@"
  rm "$file"
  mv "$TMP/kept" "$file"
}
# without FILE COMMAND…
without() {
  mv "$1" "$TMP/aside"
  "${@:2}"
  mv "$TMP/aside" "$1"
}

# --- a good release: its packages are not read -----------------------------------------------------------------------------------
: >"$log"
nginx -c "$TMP/nginx.conf" -e "$TMP/nginx/error.log" -s reopen
check_exit 0 rpmworks verify "$url/1.0.1"
check_contains 'who signed' "$out" "signer, signed by Acme <rpm@acme.example> ($acme), which was not known here before"
check_contains 'the URL is shown' "$out" "$url/1.0.1 is valid: "
check_contains 'what did not run' "$out" 'packages: signatures: the packages are on a server and were not read: run again with --packages'
check_contains 'what was proven' "$out" 'note: the packages were not read: the server states their sizes'
check_contains 'what cannot be seen' "$out" 'note: files that neither the manifest nor the metadata lists cannot be seen'
sleep 0.2
check_same 'packages: asked for, not read' '2 0' "$(awk '/\.rpm HTTP/ { asked += /HEAD/; bytes += $10 } END { print asked, bytes }' "$log")"
check 'few bytes' test "$(awk '{ bytes += $10 } END { print bytes }' "$log")" -lt 400000
check_same 'each file is requested once' '' "$(awk '{ print $7 }' "$log" | sort | uniq -d)"
echo "$(wc -l <"$log") requests, $(awk '{ bytes += $10 } END { print bytes }' "$log") bytes"
check_exit 0 rpmworks verify "$url/1.0.1/" --json
check_same 'the signer is remembered' "$acme first seen with 1.0.1" "$(jq -r '.signer | .fingerprint + " " + .from' <<<"$out")"
check_same 'the URL' "$url/1.0.1 true" "$(jq -r '.url + " " + (.passed | tostring)' <<<"$out")"
check_exit 0 rpmworks verify "file://$release"
check_contains 'a folder by URL is read completely' "$out" 'ok      packages: signatures'

# --- with the packages -----------------------------------------------------------------------------------------------------------
check_exit 0 rpmworks verify "$url/1.0.1" --packages --json
check_same 'every gate for packages ran' 'architecture duplicates empty file-conflicts permissions readable signatures' \
  "$(jq -r '.checks[] | select(.passed) | .name' <<<"$out" | grep -xE 'architecture|duplicates|empty|file-conflicts|permissions|readable|signatures' | sort -u | xargs)"
check_exit 2 rpmworks verify "$release" --packages
check_contains 'why' "$err" 'the packages of a release on this machine are always read'
check_exit 2 rpmworks verify "$url/1.0.1?x=1"

# --- releases/ and PRODUCT.repo: the mirrors -------------------------------------------------------------------------------------
for place in "$url" "$url/acme.repo"; do
  check_exit 0 rpmworks verify "$place"
  check_contains "$place: every mirror, also of the release before" "$out" 'acme 1.0.1: mirrors, 4 mirrors of sections'
done
cp -a "$release" "$TMP/copy"
mkdir "$releases/other"
mv "$TMP/copy" "$releases/other/1.0.1"
list=$releases/mirrorlist/packages
chmod u+w "$list"
echo "$url/other/1.0.1/packages/" >>"$list"
other=$releases/other/1.0.1/packages/repodata
shown=$url/other/1.0.1/packages/repodata/repomd.xml
check_exit 0 rpmworks verify "$url"
check_contains 'one more mirror' "$out" 'mirrors, 5 mirrors of sections'
# mirror_fault CODE TEXT: what the gate finds.
mirror_fault() {
  check_exit "$1" rpmworks verify "$url" --json
  check_contains 'the fault of the mirror' "$(findings mirrors)" "$2"
  check_same 'one finding' 1 "$(findings mirrors | wc -l)"
}
without "$other/repomd.xml.asc" mirror_fault 6 "$shown.asc is missing"
without "$other/repomd.xml" mirror_fault 5 "$shown is missing"
changed "$other/repomd.xml.asc" mirror_fault 6 "$shown.asc is old: signed at " <"$releases/1.0.0/packages/repodata/repomd.xml.asc"
sed 's/^\([A-Za-z0-9+/]\{60\}\)\(.\)/\1A/' "$other/repomd.xml.asc" >"$TMP/bad"
changed "$other/repomd.xml.asc" mirror_fault 6 "$shown.asc is bad: " <"$TMP/bad"
echo '<!-- -->' | cat "$other/repomd.xml" - >"$TMP/bad"
changed "$other/repomd.xml" mirror_fault 6 "$shown was changed" <"$TMP/bad"
cp "$other/repomd.xml.asc" "$TMP/asc"
cp "$releases/1.0.0/packages/repodata/repomd.xml.asc" "$other/repomd.xml.asc"
changed "$other/repomd.xml" mirror_fault 5 "$shown is old: signed at " <"$releases/1.0.0/packages/repodata/repomd.xml"
cp "$TMP/asc" "$other/repomd.xml.asc"
without "$releases/1.0.0/manifest.json" check_exit 5 rpmworks verify "$url"
check_contains 'the release before' "$out" "$url/1.0.0/manifest.json is missing"
cp "$list" "$TMP/list"
echo 'file:///etc' >>"$list"
mirror_fault 5 'names file:///etc, which is on no web server'
{ sed -n 2p "$TMP/list"; cat "$TMP/list"; } >"$list"
mirror_fault 5 'does not name the release 1.0.1 first'
cp "$TMP/list" "$list"
echo "http://127.0.0.1:1/1.0.1/packages/" >>"$list"
mirror_fault 7 'cannot read http://127.0.0.1:1/1.0.1/packages/repodata/repomd.xml'
cp "$TMP/list" "$list"

# --- faults of the release -------------------------------------------------------------------------------------------------------
# release_fault CODE GATE TEXT
release_fault() {
  check_exit "$1" rpmworks verify "$url/1.0.1" --json
  check_contains "the gate $2" "$(findings "$2")" "$3"
}
without "$release/$package" release_fault 5 digests "$package is missing on the server"
changed "$release/$package" release_fault 5 digests "$package has 9 bytes on the server, but the manifest says" <<<'other...'
head -c "$(stat -c %s "$release/$package")" /dev/zero >"$TMP/zero"
changed "$release/$package" check_exit 0 rpmworks verify "$url/1.0.1" <"$TMP/zero"
changed "$release/$package" check_exit 6 rpmworks verify "$url/1.0.1" --packages <"$TMP/zero"
check_contains 'what only --packages finds' "$out" "$package does not match its SHA-256"
without "$release/$package" check_exit 5 rpmworks verify "$url/1.0.1" --packages
check_contains 'it is missing' "$out" "$package is missing on the server"
changed "$release/packages/repodata/repomd.xml" release_fault 6 repodata 'does not match its SHA-256 in the manifest' \
  <"$releases/1.0.0/packages/repodata/repomd.xml"
primary=$(cd "$release" && ls packages/repodata/*primary.xml.gz)
changed "$release/$primary" release_fault 5 repodata "$(basename "$primary")" <<<'changed'
without "$release/$primary" release_fault 5 repodata "$(basename "$primary")"
without "$release/packages/repodata/repomd.xml.asc" release_fault 6 repodata 'repomd.xml.asc is missing'
without "$release/manifest.json.asc" release_fault 6 manifest 'manifest.json.asc is missing'
without "$release/index.html" release_fault 5 files 'index.html is missing'
changed "$release/index.html" release_fault 5 files 'index.html does not match' <<<'changed'
sed 's/The package tool/Another package/' "$release/manifest.json" >"$TMP/bad"
changed "$release/manifest.json" release_fault 6 manifest 'manifest.json' <"$TMP/bad"

# --- who signed -------------------------------------------------------------------------------------------------------------------
check_exit 0 rpmworks verify "$url/1.0.1" --key "$acme"
check_exit 6 rpmworks verify "$url/1.0.1" --key 0123456789012345678901234567890123456789
check_contains 'another key was demanded' "$out" 'is not the key that you demand'
cd "$TMP/work"
key 'Acme <rpm@acme.example.org>'
second=$(fingerprint 'rpm@acme.example.org')
sed "s|homedir: gnupg|homedir: gnupg, fingerprint: $second|; s|^  baseurl.*||" repos.yaml >second.yaml
mkdir "$TMP/second"
cp -a repos gnupg "$TMP/second"
cp second.yaml "$TMP/second/repos.yaml"
(cd "$TMP/second" && rpmworks release 1.0.2 --no-publish >/dev/null 2>&1) || fail 'the release with another key'
cp -a "$TMP/second/releases/1.0.2" "$releases/other/1.0.2"
cd "$TMP/elsewhere"
check_exit 6 rpmworks verify "$url/other/1.0.2"
check_contains 'the pinned key is another one' "$out" "is not a key that is known for acme"
# A repos.yaml of the product has the key; that of another product says nothing.
check_exit 0 rpmworks -c "$TMP/work/repos.yaml" verify "$url/1.0.1"
check_exit 6 rpmworks -c "$TMP/work/repos.yaml" verify "$url/other/1.0.2"
# The manifest of another product instead of the release's own.
sed 's/^product: acme/product: other/; s/^packages:/packages:/' "$TMP/second/repos.yaml" >"$TMP/second/other.yaml"
(cd "$TMP/second" && rpmworks -c other.yaml compose 1.0.3 >/dev/null 2>&1) || fail 'the release of another product'
cp "$TMP/second/releases/1.0.3/manifest.json" "$TMP/other-manifest"
changed "$release/manifest.json" check_exit 6 rpmworks verify "$url/1.0.1" <"$TMP/other-manifest"

# --- not a release, and servers that fail ------------------------------------------------------------------------------------------
refused_url() { # refused_url CODE URL PART
  check_exit "$1" rpmworks verify "$2"
  check_contains "$2" "$err" "$3"
  check_contains "$2: a hint" "$err" 'hint: '
  check_same "$2: no result" '' "$out"
}
refused_url 3 "$url/nothing" "$url/nothing is not a release"
refused_url 3 "$url/nothing.repo" 'the server does not have'
refused_url 7 http://127.0.0.1:1/1.0.1 'cannot read http://127.0.0.1:1/1.0.1/manifest.json'
changed "$release/manifest.json" refused_url 3 "$url/1.0.1" "$url/1.0.1 is not a release" <<<'<!DOCTYPE html><title>Welcome</title>'
changed "$releases/acme.repo" refused_url 3 "$url/acme.repo" 'it names no mirror list' <<<'<!DOCTYPE html>'
sed -i 's|root |location ~ secret { return 403; } root |' "$TMP/nginx.conf"
nginx -c "$TMP/nginx.conf" -e "$TMP/nginx/error.log" -s reload
sleep 0.5
refused_url 7 "http://me:hunter2@127.0.0.1:$port/secret" 'the server returned status 403'
check_same 'the password is not shown' '' "$(grep -F hunter2 <<<"$out$err" || true)"

mkdir "$TMP/state"
: >"$TMP/state/faults"
"$RPMWORKS_SOURCE/tests/support/faulty-server" "$releases" "$TMP/state" &
for _ in $(seq 100); do [ -s "$TMP/state/port" ] || sleep 0.05; done
faulty=http://127.0.0.1:$(cat "$TMP/state/port")
check_exit 0 rpmworks verify "$faulty/1.0.1"
echo 'cut primary' >"$TMP/state/faults"
refused_url 7 "$faulty/1.0.1" 'primary.xml'
echo '503 manifest.json$' >"$TMP/state/faults"
refused_url 7 "$faulty/1.0.1" 'the server returned status 503'
check_same 'nothing is left behind' '' "$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'remote-*' -newer "$TMP/state/port")"

# --- a server of https that leads to one of http ----------------------------------------------------------------------------------
# In a mount namespace, the machine trusts the server's certificate.
authorities=/etc/ssl/certs/ca-certificates.crt
if [ "$(id -u)" = 0 ] && [ -e $authorities ] && unshare -m true 2>/dev/null; then
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "$TMP/tls.key" -out "$TMP/tls.crt" -days 2 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost >/dev/null 2>&1
  cat >"$TMP/secure.py" <<'PY'
import http.server, ssl, sys
folder, other, prefix = sys.argv[1:]
class Handler(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        if self.path.startswith('/moved/'):
            self.send_response(302)
            self.send_header('Location', other + self.path[len('/moved'):])
            self.end_headers()
        else:
            super().do_GET()
    def log_message(self, *arguments): pass
server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), lambda *a: Handler(*a, directory=folder))
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(prefix + '.crt', prefix + '.key')
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
server.serve_forever()
PY
  python3 "$TMP/secure.py" "$releases" "$url" "$TMP/tls" >"$TMP/secure.port" &
  for _ in $(seq 100); do [ -s "$TMP/secure.port" ] || sleep 0.05; done
  secure=https://localhost:$(cat "$TMP/secure.port")
  # shellcheck disable=SC2016  # the words of the inner shell
  trusting() { unshare -m sh -c 'mount --bind "$1" "$2" && shift 2 && exec "$@"' trusting "$TMP/tls.crt" $authorities "$@"; }
  check_exit 0 trusting rpmworks verify "$secure/1.0.1"
  check_exit 7 trusting rpmworks verify "$secure/moved/1.0.1"
  check_contains 'a redirect from https to http is refused' "$err" 'http'
  check_same 'without a result' '' "$out"
fi
