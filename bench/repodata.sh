# shellcheck shell=bash disable=SC2154 # bench/run sets tmp and rounds
# SPDX-License-Identifier: GPL-3.0-or-later
# Metadata of 5,000 packages (300 MB), compared with createrepo_c, and its cost against their number. Sourced by bench/run.

# Copies by hard links, so that each program has a folder of its own with the same packages.
repositories() { # repositories COUNT KILOBYTES
  rm -rf --one-file-system "$tmp/ours" "$tmp/theirs" "$tmp/kept"
  bench/make-packages "$tmp/ours" "$1" "$2"
  cp -al "$tmp/ours" "$tmp/theirs"
}
add_packages() { # add_packages ROUND KILOBYTES: ten new ones
  bench/make-packages "$tmp/new" 10 "$2" "$((100000 + 10 * $1))"
  cp -al "$tmp/new/." "$tmp/ours/"
  mv "$tmp"/new/* "$tmp/theirs/"
}

repositories 5000 60
for ((i = 0; i < rounds; i++)); do
  rm -rf --one-file-system "$tmp/theirs/repodata" "$tmp/kept"
  timed "$tmp/repodata.first" rpmworks-bench-repodata "$tmp/ours" "$tmp/kept"
  timed "$tmp/createrepo.first" createrepo_c --quiet --no-database "$tmp/theirs"
done
row 'metadata: 5,000 packages' "$tmp/repodata.first" "$tmp/createrepo.first" 'createrepo_c --no-database; at most 1.0'
within 1.0 "$tmp/repodata.first" "$tmp/createrepo.first"
sizes() { cat "$1"/repodata/*.xml.gz | wc -c; }
line '  compressed' "$(sizes "$tmp/ours") bytes" "$(sizes "$tmp/theirs") bytes" "$(ratio "$(sizes "$tmp/ours")" "$(sizes "$tmp/theirs")")" 'the same; at most 1.03'
for ((i = 0; i < rounds; i++)); do
  timed "$tmp/repodata.again" rpmworks-bench-repodata "$tmp/ours" "$tmp/kept"
  timed "$tmp/createrepo.again" createrepo_c --quiet --no-database --update "$tmp/theirs"
done
row '  nothing changed' "$tmp/repodata.again" "$tmp/createrepo.again" 'createrepo_c --update; at most 0.05'
within 0.05 "$tmp/repodata.again" "$tmp/createrepo.again"
for ((i = 0; i < rounds; i++)); do
  add_packages "$i" 60
  timed "$tmp/repodata.new" rpmworks-bench-repodata "$tmp/ours" "$tmp/kept"
  timed "$tmp/createrepo.new" createrepo_c --quiet --no-database --update "$tmp/theirs"
done
row '  10 new packages' "$tmp/repodata.new" "$tmp/createrepo.new" 'createrepo_c --update; at most 0.15'
within 0.15 "$tmp/repodata.new" "$tmp/createrepo.new"

# The exponent of the cost: of 20,000 packages against 500, whose files are small, because their digests are not of interest here.
for count in 500 5000 20000; do
  repositories "$count" 4
  for ((i = 0; i < rounds; i++)); do
    rm -rf --one-file-system "$tmp/kept"
    timed "$tmp/repodata.$count" rpmworks-bench-repodata "$tmp/ours" "$tmp/kept"
  done
  line "  $count small packages" "$(median "$tmp/repodata.$count")" '' '' "from nothing; largest process $(peak "$tmp/repodata.$count")"
  for ((i = 0; i < rounds; i++)); do
    add_packages "$i" 4
    timed "$tmp/repodata.new.$count" rpmworks-bench-repodata "$tmp/ours" "$tmp/kept"
  done
  line '    10 new packages' "$(median "$tmp/repodata.new.$count")" '' '' "largest process $(peak "$tmp/repodata.new.$count")"
done
exponent() { awk -v few="$(middle "$1")" -v many="$(middle "$2")" 'BEGIN { printf "%.2f", log(many / few) / log(40) }'; }
line '  exponent of the cost' "$(exponent "$tmp/repodata.500" "$tmp/repodata.20000")" '' '' "from nothing; 10 new: $(exponent "$tmp/repodata.new.500" "$tmp/repodata.new.20000")"
line '  largest process' "$(peak "$tmp/repodata.first" "$tmp/repodata.new" "$tmp/repodata.20000" "$tmp/repodata.new.20000")" '' '' 'at most 300 MiB'
rm -rf --one-file-system "$tmp/ours" "$tmp/theirs" "$tmp/kept"
