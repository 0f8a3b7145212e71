# shellcheck shell=bash disable=SC2154 # bench/run sets tmp and rounds
# SPDX-License-Identifier: GPL-3.0-or-later
# Composing a release with 5,000 packages of a vendor (or RPMWORKS_BENCH_PACKAGES), and all of its gates, compared with dnf repoclosure, which checks one of them.
# Sourced by bench/run.

# vendor_key NAME: a key in $tmp/gates/NAME.
vendor_key() {
  mkdir -m 700 "$tmp/gates/$1"
  gpg --homedir "$tmp/gates/$1" --batch --quiet --passphrase '' --quick-generate-key "$1 <$1@example.org>" rsa2048 sign never 2>/dev/null
}
# vendor_sign FILE…: signs packages.
vendor_sign() {
  rpmsign --rpmv3 --define '__gpg /usr/bin/gpg' --define "_gpg_path $tmp/gates/vendor" --define '_gpg_name vendor@example.org' \
    --define '_gpg_digest_algo sha256' --addsign "$@" >/dev/null 2>&1
}
export -f vendor_sign

count=${RPMWORKS_BENCH_PACKAGES:-5000}
mkdir "$tmp/gates"
vendor_key vendor
vendor_key acme
gpg --homedir "$tmp/gates/vendor" --armor --export >"$tmp/gates/vendor.asc"
bench/make-packages "$tmp/gates/many" "$count"
# For later releases.
bench/make-packages "$tmp/gates/added" $((10 * rounds)) 60 100000
# A base that provides whatever the packages require.
{
  printf '%s\n' 'Name: everything' 'Version: 1' 'Release: 1' 'Summary: A base' 'License: MIT' 'BuildArch: noarch'
  find "$tmp"/gates/{many,added} -name '*.rpm' -print0 | xargs -0 rpm -qp --nosignature --requires | grep -v '^rpmlib(' | sort -u | sed 's/^/Provides: /'
  printf '%s\n' '%description' 'A base.' '%files'
} >"$tmp/gates/everything.spec"
rpmbuild -bb --quiet --define "_topdir $tmp/gates/rpmbuild" --define "_rpmdir $tmp/gates/base" "$tmp/gates/everything.spec" >/dev/null 2>&1
find "$tmp"/gates/{many,added,base} -name '*.rpm' -print0 | xargs -0 -n 500 -P "$(nproc)" bash -c 'vendor_sign "$@"' bash
for repository in many base; do createrepo_c -q --no-database "$tmp/gates/$repository"; done
mkdir "$tmp/gates/own"
git init -q -b main "$tmp/gates/own"
printf '%s\n' 'Name: own' 'Version: 1' 'Release: 1' 'Summary: x' 'License: MIT' 'BuildArch: noarch' 'Requires: everything' '%description' x '%files' \
  >"$tmp/gates/own/own.spec"
git -C "$tmp/gates/own" add -A
git -C "$tmp/gates/own" -c user.name=Bench -c user.email=bench@example.org commit -q -m Begin
cat >"$tmp/gates/repos.yaml" <<YAML
schema: 1
product: gates
keys: { acme: { homedir: acme }, vendor: { public: vendor.asc } }
upstreams:
  many: { baseurl: "file://$tmp/gates/many", trust: [vendor] }
  base: { baseurl: "file://$tmp/gates/base", trust: [vendor] }
packages: { own: { git: own } }
release:
  base: [base]
  gates: { licenses: [MIT, GPL-3.0-or-later] }
  sections:
    packages: { from: builds, sign: acme }
    sources: { from: srpms, sign: acme }
    many: { from: upstream, upstream: many, select: all }
YAML
cd "$tmp/gates" || exit
rpmworks compose 1.0 >"$tmp/out" 2>&1 || { tail -n 20 "$tmp/out" >&2; exit 1; }
closure=(dnf -q --installroot="$tmp/gates/empty" --setopt=reposdir=/nonexistent --setopt=cachedir="$tmp/gates/dnf-cache" --releasever=9
  --repofrompath="base,file://$tmp/gates/base" --repofrompath="many,file://$tmp/gates/releases/1.0/many" repoclosure --check=many)
mkdir "$tmp/gates/empty"
# gates_of FILE RELEASE: composes the release and appends the milliseconds of its gates and of the whole to FILE.gates and FILE.
gates_of() {
  timed "$1" rpmworks compose "$2" --log-format json
  sed -n 's/.*"subject":"the gates of [^"]*","seconds":\([0-9.]*\).*/\1/p' "$tmp/out" | awk '{ printf "%.1f 0\n", $1 * 1000 }' >>"$1.gates"
}
# add_packages: adds the next ten packages to the vendor's repository, and locks them.
add_packages() {
  find added -name '*.rpm' | sort | head -n 10 | xargs mv -t many
  createrepo_c -q --no-database --update many
  rpmworks lock --update >"$tmp/out" 2>&1 || { tail -n 20 "$tmp/out" >&2; exit 1; }
}
timed "$tmp/repoclosure.cold" "${closure[@]}"
rpmworks publish 1.0 >/dev/null 2>&1
for ((i = 1; i <= rounds; i++)); do
  timed "$tmp/gates.verify" rpmworks verify 1.0
  timed "$tmp/repoclosure" "${closure[@]}"
  timed "$tmp/gates.unchanged" rpmworks compose 1.0
  gates_of "$tmp/gates.same" "2.$i"
  rm -rf "releases/2.$i"
done
for ((i = 1; i <= rounds; i++)); do
  add_packages
  gates_of "$tmp/gates.next" "3.$i"
  rm -rf "releases/3.$i"
done
row "all gates: $count packages" "$tmp/gates.same.gates" "$tmp/repoclosure" 'dnf repoclosure; at most 1.0'
row '  of which 10 are new' "$tmp/gates.next.gates" "$tmp/repoclosure" 'dnf repoclosure'
row '  verify, which reads every package' "$tmp/gates.verify" "$tmp/repoclosure" 'dnf repoclosure'
line 'compose, nothing changed' "$(median "$tmp/gates.unchanged")" '' '' 'at most 0.3 s'
line '  the next release, 10 new packages' "$(median "$tmp/gates.next")" '' '' 'at most 1.5 s'
line '  largest process' "$(peak "$tmp/gates.verify" "$tmp/gates.next" "$tmp/gates.unchanged")" '' '' 'at most 300 MiB'
cd "$OLDPWD" || exit
