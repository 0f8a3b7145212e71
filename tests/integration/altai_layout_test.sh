#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# docs/altai-layout.md as written: its files, commands and outputs, with repositories of stand-in vendors at its addresses.
# guide_steps explains how the guide is read.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/base.sh"
. "$(dirname "$0")/vendor.sh"
need curl dnf jq rpm rpmbuild rpmsign gpg createrepo_c python3
[ "$(uname -m)" = x86_64 ] || skip 'the packages of the guide are for x86_64'
[ "$(id -u)" = 0 ] || skip 'dnf installs into a root only as root'

guide=$RPMWORKS_SOURCE/docs/altai-layout.md
steps=$RPMWORKS_SOURCE/tests/integration/guide_steps
web=$TMP/web mirror=$TMP/web/mirror.example
mkdir -p "$mirror" "$web/git.example" "$TMP/steps"

# --- the vendors ---------------------------------------------------------------------------------------------------------
# package KEY FOLDER NAME VERSION-RELEASE LINE…: builds and signs the packages of a spec with these lines.
package() {
  local key=$1 folder=$2 name=$3 version=${4%-*} release=${4##*-}
  shift 4
  mkdir -p "$folder" "$TMP/made"
  printf '%s\n' '%global debug_package %{nil}' "Name: $name" "Version: $version" "Release: $release" "Summary: The package $name" \
    'License: MIT' "$@" '%description' "The package $name of a vendor." '%files' >"$TMP/$name.spec"
  SOURCE_DATE_EPOCH=1400000000 rpmbuild "${build:--bb}" --quiet --target x86_64 --define "_topdir $TMP/rpmbuild" --define "_rpmdir $TMP/made" \
    --define "_srcrpmdir $TMP/made" --define '_rpmfilename %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm' --define '_binary_payload w9.gzdio' \
    --define '_source_payload w9.gzdio' --define 'use_source_date_epoch_as_buildtime 1' --define '_buildhost vendor.example' \
    "$TMP/$name.spec" >"$TMP/rpmbuild.log" 2>&1 || { cat "$TMP/rpmbuild.log" >&2; fail "cannot build $name of a vendor"; }
  vendor_sign "$key" "$TMP"/made/*.rpm
  mv "$TMP"/made/*.rpm "$folder/"
}

# expire KEY TIME: the key expires then, as its exported form states.
expire() {
  local home=$TMP/vendors/$1
  gpg --homedir "$home" --batch --quiet --faked-system-time 20120101T000000! --passphrase '' --quick-set-expire \
    "$(gpg --homedir "$home" --list-keys --with-colons 2>/dev/null | awk -F: '/^fpr/ {print $10; exit}')" "$2" 2>/dev/null
  gpg --homedir "$home" --quiet --armor --export >"$home.asc" 2>/dev/null
}

centos=$mirror/centos/6 epel=$mirror/epel/6/x86_64 puppet=$mirror/puppet/el/6/products/x86_64 rabbitmq=$mirror/rabbitmq
vendor_key centos6 20110703T000000! 20300101T000000
vendor_key epel6
vendor_key puppet 20110703T000000! 20300101T000000
vendor_key rabbitmq
# shellcheck disable=SC2034  # vendor_sign uses these variables
(
  sign_time=20180703T000000!
  package centos6 "$centos/os/x86_64/Packages" bash 4.1.2-48.el6 'Provides: /bin/sh'
  package centos6 "$centos/os/x86_64/Packages" python 2.6.6-66.el6
  package centos6 "$centos/os/x86_64/Packages" openssl 1.0.1e-57.el6
  sign_time=20190808T000000!
  package centos6 "$centos/updates/x86_64/Packages" python 2.6.6-68.el6_10
  package centos6 "$centos/updates/x86_64/Packages" openssl 1.0.1e-58.el6_10
  # Signed a year after the expiry that the key file states.
  sign_time=20220630T000000!
  package centos6 "$TMP/late" openssl 1.0.1e-60.el6_10
  sign_time=20140610T000000! sign_digest=sha1
  package puppet "$puppet" puppet 3.6.2-1.el6 'Requires: facter >= 1.7'
  package puppet "$puppet" facter 1.7.5-1.el6
)
expire centos6 20210630T000000
package epel6 "$epel" erlang R14B-04.3.el6 'Requires: erlang-erts = %{version}-%{release}' \
  '%package erts' 'Summary: Its run time system' '%description erts' 'Erlang.' '%files erts'
package epel6 "$epel" python-flask 0.9-5.el6 'Requires: python-werkzeug < 1, python'
package epel6 "$epel" python-werkzeug 0.8.3-2.el6 'Requires: python'
package epel6 "$epel" nginx 1.10.3-1.el6
build=-bs package rabbitmq "$rabbitmq" rabbitmq-server 2.8.7-1 'BuildArch: noarch' 'Requires: erlang >= R12B-3'
vendor_index "$centos/os/x86_64" 1
vendor_index "$centos/updates/x86_64" 100
vendor_index "$epel" 100
vendor_index "$puppet" 1 --checksum sha
cp "$TMP/vendors/centos6.asc" "$centos/os/x86_64/RPM-GPG-KEY-CentOS-6"
cp "$TMP/vendors/epel6.asc" "$mirror/epel/RPM-GPG-KEY-EPEL-6"
cp "$TMP/vendors/puppet.asc" "$mirror/puppet/RPM-GPG-KEY-puppet"
cp "$TMP/vendors/rabbitmq.asc" "$rabbitmq/RPM-GPG-KEY-rabbitmq"

# own NAME LINE…: a package of the product, with a program.
own() {
  git_repository "$web/git.example/$1" "$1.sh=#!/bin/sh" "$1.spec=$(printf '%s\n' "Name: $1" 'Version: 1.0.2' 'Release: 1%{?dist}' \
    "Summary: $1 of Altai" 'License: MIT' 'BuildArch: noarch' 'Source0: %{name}-%{version}.tar.gz' "${@:2}" '%description' "$1 of Altai." \
    '%prep' '%setup -q' '%install' 'install -D -m 755 %{name}.sh %{buildroot}/usr/bin/%{name}' '%files' '/usr/bin/%{name}')"
  git -C "$web/git.example/$1" tag v1.0.2
}
own focus 'Requires: python-flask, rabbitmq-server'
own altai-node 'Requires: openssl >= 1.0.1e-58'

# --- what happens between the steps ----------------------------------------------------------------------------------------
# Time passes: the vendors have updates.
updates_appear() {
  package epel6 "$epel" erlang R16B-03.16.el6 'Requires: erlang-erts = %{version}-%{release}' \
    '%package erts' 'Summary: Its run time system' '%description erts' 'Erlang.' '%files erts'
  package epel6 "$epel" python-werkzeug 1.0-1.el6 'Requires: python'
  vendor_index "$epel" 200
  cat >"$TMP/updateinfo.xml" <<XML
<updates><update from="epel" status="stable" type="security" version="1"><id>FEDORA-EPEL-2014-1</id><title>erlang</title>
<severity>Important</severity><issued date="2014-03-01 00:00:00"/><pkglist><collection><package name="erlang" version="R16B"
release="03.16.el6" epoch="0" arch="x86_64"><filename>erlang-R16B-03.16.el6.x86_64.rpm</filename></package></collection></pkglist></update></updates>
XML
  modifyrepo_c --mdtype=updateinfo "$TMP/updateinfo.xml" "$epel/repodata" >/dev/null 2>&1
  cp "$TMP"/late/*.rpm "$centos/updates/x86_64/Packages/"
  vendor_index "$centos/updates/x86_64" 200
}

# The web server of the product serves its releases.
serve_releases() { ln -s "$(cat "$TMP/cwd")/releases" "$web/rpm.altai.example"; }

# fault [SED-EXPRESSION]: a release with repos.yaml changed in this way fails; afterwards repos.yaml and the lock are as before.
# $instead is another command.
fault() {
  local code=0
  cp repos.yaml repos.lock "$TMP/"
  if [ $# != 0 ]; then
    sed -i "$1" repos.yaml
    ! cmp -s repos.yaml "$TMP/repos.yaml" || fail "the expression $1 changes nothing"
  fi
  ${instead:-rpmworks release 9.9} || code=$?
  cp "$TMP/repos.yaml" "$TMP/repos.lock" .
  if [ "$code" = 0 ] || [ -e releases/9.9 ]; then fail 'a release was made'; fi
}
key_file_missing() { mv keys/RPM-GPG-KEY-EPEL-6 "$TMP/"; fault; mv "$TMP/RPM-GPG-KEY-EPEL-6" keys/; }
key_not_trusted() { fault '/^  epel6: .*trust/s/trust: .epel6./trust: [centos6]/'; }
key_expired() { fault 's/, expired: signed-before//'; }
metadata_sha1() { local instead='rpmworks lock --update'; fault '/^  puppet: .*baseurl/s/, digests: sha1//'; }
signature_sha1() { fault '/^  puppet: .*public/s/, digests: sha1//'; }
modern_clients() { fault 's/client: el6/client: modern/'; }
signed_source() { fault "s|srpm: srpms/rabbit|srpm: $rabbitmq/rabbit|"; }
key_replaced() {
  local instead='rpmworks lock --check'
  cp keys/RPM-GPG-KEY-EPEL-6 "$TMP/"
  cp keys/RPM-GPG-KEY-rabbitmq keys/RPM-GPG-KEY-EPEL-6
  fault
  cp "$TMP/RPM-GPG-KEY-EPEL-6" keys/
}
signing_key_missing() { mv gnupg "$TMP/"; fault; mv "$TMP/gnupg" .; }

# --- the guide -----------------------------------------------------------------------------------------------------------
pwd >"$TMP/cwd"
sed -E "s|https://([a-z.]+\.example)|file://$web/\1|g" "$guide" >"$TMP/guide.md"
"$steps" "$TMP/guide.md" "$TMP/steps" >"$TMP/list" || fail 'the guide cannot be read'
log=$TMP/out
while read -r number kind argument; do
  step=$TMP/steps/$number
  cwd=$(cat "$TMP/cwd")
  case $kind in
    sh)
      code=0
      (cd "$cwd" && bash -ec ". '$step'; pwd >'$TMP/cwd'") >"$log" 2>&1 </dev/null || code=$?
      [ "$code" = "$argument" ] || { cat "$step" "$log" >&2; fail "this step of the guide exited with $code, not $argument"; }
      ;;
    file) cp "$step" "$cwd/$argument" ;;
    add) "$steps" --add "$step" "$cwd/$argument" || fail "cannot add to $argument" ;;
    text) "$steps" --compare "$step" "$log" >&2 || fail 'this is not the output that the guide shows' ;;
    test) cd "$cwd"; "$argument" >"$log" 2>&1 || { cat "$log" >&2; fail "the function $argument"; }; cd "$TMP/work" ;;
    *) fail "a step of the kind $kind" ;;
  esac
  checks=$((checks + 1))
done <"$TMP/list"

# --- what the guide promises -------------------------------------------------------------------------------------------------
cd "$(cat "$TMP/cwd")"
check_same 'the sections of 1.0.2' 'centos6,deps/centos6-updates,deps/epel,deps/misc,deps/misc-srpms' \
  "$(jq -r '[.sections[].path] | join(",")' releases/1.0.2/manifest.json)"
check_same 'the manifest states what was permitted' 'centos6 signed-before, puppet sha1' \
  "$(jq -r '[.keys[] | select(.expired or .digests) | (.file | sub("RPM-GPG-KEY-"; "")) + " " + (.expired // .digests)] | join(", ")' releases/1.0.4/manifest.json)"
for file in releases/1.0.2/deps/{epel,centos6-updates}/*.rpm releases/1.0.4/deps/puppet/*.rpm; do
  check "${file##*/} is as its vendor signed it" cmp "$file" "$(find "$mirror" -name "${file##*/}")"
done
# shellcheck disable=SC2016  # a line of repos.yaml in the message
check_contains 'own packages need a section for their sources' "$(fault 's|from: srpms,|& of: deps/misc,|' 2>&1)" \
  'remove `of: deps/misc` from deps/misc-srpms, or add a section for the others'
mv "$mirror" "$mirror.away"
check_exit 0 rpmworks compose 1.0.5 --locked
check_same 'a release from the lock needs no upstream' "$(cd releases/1.0.4/deps && sha256sum ./*/*.rpm)" "$(cd releases/1.0.5/deps && sha256sum ./*/*.rpm)"
