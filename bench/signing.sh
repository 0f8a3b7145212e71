# shellcheck shell=bash disable=SC2154 # bench/run sets tmp, bin and rounds
# SPDX-License-Identifier: GPL-3.0-or-later
# Signing 1,000 small packages, and again with the signatures that are kept. Sourced by bench/run.
mkdir -m 700 "$tmp/signer"
gpg --homedir "$tmp/signer" --quiet --batch --passphrase '' --quick-gen-key 'Bench <b@example.org>' rsa3072 sign never 2>/dev/null
mkdir "$tmp/unsigned" "$tmp/signed"
{
  printf '%s\n' 'Name: many' 'Version: 1' 'Release: 1' 'Summary: Many packages' 'License: MIT' 'BuildArch: noarch' '%description' x \
    '%install' 'mkdir -p %{buildroot}/opt' 'for i in $(seq 1000); do echo $i >%{buildroot}/opt/$i; done'
  for ((i = 1; i <= 1000; i++)); do
    printf '%s\n' "%package p$i" 'Summary: One of them' "%description p$i" x "%files p$i" "/opt/$i"
  done
} >"$tmp/many.spec"
rpmbuild -bb --quiet --define "_topdir $tmp/rpmbuild" --define "_rpmdir $tmp/unsigned" --define '_build_name_fmt %%{NAME}.rpm' "$tmp/many.spec" >/dev/null 2>&1
sign_with_rpmsign() {
  rpmsign --addsign --define "__gpg $(command -v gpg)" --define "_gpg_path $tmp/signer" --define '_gpg_name Bench' \
    --define '_gpg_digest_algo sha256' "$tmp"/signed/*.rpm
}
export -f sign_with_rpmsign
for ((i = 0; i < rounds; i++)); do
  rm -rf "$tmp/signed" "$tmp/store"
  cp -r "$tmp/unsigned" "$tmp/signed"
  rpmworks-bench-signing "$tmp/store" "$tmp/signer" "$tmp/unsigned"
  timed "$tmp/sign.ours" rpmworks-bench-signing "$tmp/store" "$tmp/signer"
  timed "$tmp/sign.theirs" bash -c sign_with_rpmsign
  timed "$tmp/sign.again" rpmworks-bench-signing "$tmp/store" "$tmp/signer"
done
gpgconf --homedir "$tmp/signer" --kill gpg-agent
row 'signing 1,000 small packages' "$tmp/sign.ours" "$tmp/sign.theirs" 'rpmsign --addsign'
within 0.5 "$tmp/sign.ours" "$tmp/sign.theirs"
row '  again, 0 signatures' "$tmp/sign.again" "$tmp/sign.theirs" 'rpmsign --addsign'
printf '%-36s %s\n' '  largest process of rpmworks' "$(peak "$tmp/sign.ours" "$tmp/sign.again")"
