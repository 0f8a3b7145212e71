# shellcheck shell=bash disable=SC2154 # bench/run sets tmp and rounds
# SPDX-License-Identifier: GPL-3.0-or-later
# Selecting packages of a made-up upstream: compared with dnf's list of what the same packages require; updates tried alone; the
# cost against the size of the upstream. Sourced by bench/run.

# upstream SIZE ROOTS: makes an upstream of SIZE packages, and lists the names of ROOTS of them.
upstream() {
  tests/support/make-distribution "$tmp/of$1" "$1"
  awk -v wanted="$2" '{ line[NR] = $0 } END { for (i = 0; i < wanted; i++) print line[int(i * NR / wanted) + 1] }' "$tmp/of$1/names" >"$tmp/of$1/roots"
}
# select_from FILE SIZE [--trials]: measures a selection.
select_from() {
  timed "$1" rpmworks-bench-select "$tmp/select-cache" "file://$tmp/of$2/base" "file://$tmp/of$2/upstream" "$tmp/of$2/roots" "${@:3}"
}
repoquery=(dnf -q --installroot="$tmp/empty" --setopt=reposdir=/nonexistent --setopt=cachedir="$tmp/dnf-cache" --releasever=9)
for repository in base upstream; do repoquery+=(--repofrompath="$repository,file://$tmp/of15000/$repository" --repo="$repository"); done

mkdir -p "$tmp/empty"
upstream 15000 300
# Both keep the metadata in libsolv's form, the first time.
select_from "$tmp/select.cold" 15000
timed "$tmp/repoquery.cold" "${repoquery[@]}" makecache
for ((i = 0; i < rounds; i++)); do
  select_from "$tmp/select" 15000
  # shellcheck disable=SC2046 # names are words
  timed "$tmp/repoquery" "${repoquery[@]}" -C repoquery --requires --resolve --recursive $(cat "$tmp/of15000/roots")
done
row 'selection and lock: 15,000 packages' "$tmp/select" "$tmp/repoquery" 'dnf repoquery --requires --resolve --recursive; at most 0.70, 1.5 s'
within 0.70 "$tmp/select" "$tmp/repoquery"

upstream 15000 2200
for ((i = 0; i < rounds; i++)); do
  select_from "$tmp/trials" 15000 --trials
  sed -n 2p "$tmp/out" >>"$tmp/trials.only"
done
line "updates tried alone: $(awk 'END { print $2 }' "$tmp/trials.only")" "$(median "$tmp/trials.only")" '' '' 'of 15,000 packages; at most 2 s for 200'
line '  largest process' "$(peak "$tmp/select" "$tmp/trials")" '' '' 'at most 300 MiB'

for size in 500 5000 20000; do
  upstream "$size" "$((size / 50))"
  select_from "$tmp/select.cold" "$size"
  for ((i = 0; i < rounds; i++)); do select_from "$tmp/select.$size" "$size"; done
  line "  $size packages, $((size / 50)) roots" "$(median "$tmp/select.$size")" '' '' "$(cut -d' ' -f2 "$tmp/out") selected"
done
line '  cost is size to the power of' "$(awk -v a="$(middle "$tmp/select.5000")" -v b="$(middle "$tmp/select.20000")" 'BEGIN { printf "%.2f", log(b / a) / log(4) }')" '' '' 'from 5,000 to 20,000'
