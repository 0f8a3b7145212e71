# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Stand-ins for vendors: signed repositories made by script. Sourced after lib.sh; needs rpmbuild, rpmsign, gpg and createrepo_c.

# vendor_key NAME [TIME EXPIRY]: a key in $TMP/vendors/NAME, its public part in $TMP/vendors/NAME.asc. With TIME ("20200101T000000"),
# it was made at that time.
vendor_key() {
  local home=$TMP/vendors/$1
  mkdir -p "$TMP/vendors"
  mkdir -m 700 "$home"
  gpg --homedir "$home" --batch --quiet ${2:+--faked-system-time "$2"} --passphrase '' \
    --quick-generate-key "$1 <$1@vendor.example>" rsa2048 sign "${3:-never}" 2>/dev/null
  gpg --homedir "$home" --armor --export "$1@vendor.example" >"$home.asc"
}

# vendor_sign KEY FILE…: signs packages. $sign_time and $sign_digest (sha256) may be set.
vendor_sign() {
  local key=$1
  shift
  rpmsign --define '__gpg /usr/bin/gpg' --define "_gpg_path $TMP/vendors/$key" --define "_gpg_name $key@vendor.example" \
    --define "_gpg_digest_algo ${sign_digest:-sha256}" --define "_gpg_sign_cmd_extra_args ${sign_time:+--faked-system-time $sign_time}%{nil}" \
    --addsign "$@" >/dev/null 2>&1
}

# vendor_package KEY FOLDER NAME VERSION LINE…: builds NAME-VERSION-1.noarch.rpm with these lines in its spec into FOLDER, signed.
vendor_package() {
  local key=$1 folder=$2 name=$3 version=$4
  shift 4
  mkdir -p "$folder" "$TMP/vendors/specs"
  printf '%s\n' "Name: $name" "Version: $version" 'Release: 1' "Summary: The package $name" 'License: MIT' 'BuildArch: noarch' "$@" \
    '%description' "The package $name of a vendor." '%files' >"$TMP/vendors/specs/$name.spec"
  SOURCE_DATE_EPOCH=1600000000 rpmbuild -bb --quiet --define "_topdir $TMP/vendors/build" --define "_rpmdir $TMP/vendors/made" \
    --define 'use_source_date_epoch_as_buildtime 1' --define '_buildhost vendor.example' \
    "$TMP/vendors/specs/$name.spec" >/dev/null 2>&1 || fail "cannot build $name of a vendor"
  [ -z "$key" ] || vendor_sign "$key" "$TMP/vendors/made/noarch/$name-$version-1.noarch.rpm"
  mv "$TMP/vendors/made/noarch/$name-$version-1.noarch.rpm" "$folder/"
}

# vendor_index FOLDER REVISION [OPTION…]: makes the repository's metadata.
vendor_index() {
  local folder=$1 revision=$2
  shift 2
  createrepo_c -q --revision "$revision" "$@" "$folder"
}
