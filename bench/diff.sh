# shellcheck shell=bash disable=SC2154 # bench/run sets tmp and rounds
# SPDX-License-Identifier: GPL-3.0-or-later
# Manifests of 5,000 packages, and the difference of two states of them. Sourced by bench/run.
bench/make-packages "$tmp/before" 5000 60
cp -al "$tmp/before" "$tmp/after"
changed=500
for ((i = 0; i < changed; i++)); do rm "$tmp/after"/*-"$i"-*.rpm; done
bench/make-packages "$tmp/after" "$changed" 60 0 1
for ((i = 0; i < rounds; i++)); do
  timed "$tmp/diff.folder" rpmworks manifest "$tmp/before" --format json
  timed "$tmp/diff.rpm" bash -c 'rpm -qp --qf "%{NEVRA} %{LICENSE} %{SHA256HEADER}\n" "$1"/*.rpm' rpm "$tmp/before"
done
row 'manifest of 5,000 packages' "$tmp/diff.folder" "$tmp/diff.rpm" 'rpm -qp of all headers; at most 1.0'
within 1.0 "$tmp/diff.folder" "$tmp/diff.rpm"
rpmworks manifest "$tmp/before" --format json >"$tmp/before.json"
rpmworks manifest "$tmp/after" --format json >"$tmp/after.json"
for ((i = 0; i < rounds; i++)); do timed "$tmp/diff.manifests" rpmworks diff "$tmp/before.json" "$tmp/after.json"; done
line '  difference of two manifests' "$(median "$tmp/diff.manifests")" '' '' 'at most 0.08 s'
# Two releases: the manifests beside their packages.
cp "$tmp/before.json" "$tmp/before/manifest.json"
cp "$tmp/after.json" "$tmp/after/manifest.json"
for ((i = 0; i < rounds; i++)); do timed "$tmp/diff.deep" rpmworks diff "$tmp/before" "$tmp/after"; done
line "  in detail, $changed differ" "$(median "$tmp/diff.deep")" '' '' 'at most 1 s'
line '  largest process' "$(peak "$tmp/diff.folder" "$tmp/diff.manifests" "$tmp/diff.deep")" '' '' 'at most 200 MiB'
rm -rf --one-file-system "$tmp/before" "$tmp/after" "$tmp/before.json" "$tmp/after.json"
