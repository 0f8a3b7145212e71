// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.hpp"

namespace rpmworks::cli {

const std::vector<Command>& commands() {
  static const char* const k_whole = "Complete workflow";
  static const char* const k_releases = "Releases";
  static const std::vector<Command> k_commands = {
      {"release", k_whole, "make a release: srpm, build, compose, verify and publish",
       "  rpmworks release 1.0.2\n"
       "  rpmworks -c product/repos.yaml release 1.0.2 --jobs 8\n",
       declare_release},
      {"init", k_whole, "write a first spec for a git repository, or a first repos.yaml elsewhere",
       "  rpmworks init                        a spec for the repository of the current folder\n"
       "  rpmworks init ~/src/hello --template make\n"
       "  rpmworks init product                product/repos.yaml\n",
       declare_init},
      {"check", k_whole, "check whether anything is missing for a release, and how to get it",
       "  rpmworks check\n"
       "  rpmworks check --json | jq '.checks[] | select(.ok | not)'\n",
       declare_check},
      srpm_command(),
      {"import", k_stages, "import a source package into a git repository, from which srpm can make it again",
       "  rpmworks import hello-1.0-1.src.rpm  into ./hello\n"
       "  rpmworks import hello-1.1-1.src.rpm --into ~/src/hello\n",
       declare_import},
      {"build", k_stages, "build binary packages in clean chroots",
       "  rpmworks build                       every package of repos.yaml, in dependency order\n"
       "  rpmworks build greeter -o out\n"
       "  rpmworks build hello-1.0-1.src.rpm   no repos.yaml needed\n"
       "  rpmworks build --plan                what would be built, in what order, and why\n",
       declare_build},
      {"why", k_stages, "show what has changed since a package was built, or why a package is in a release",
       "  rpmworks why greeter\n"
       "  rpmworks why erlang                  a package of an upstream: what requires it\n"
       "  rpmworks --json why greeter | jq .changes\n",
       declare_why},
      {"lock", k_stages, "select the packages of upstreams that a release needs, in repos.lock",
       "  rpmworks lock                        what is missing; keeps the versions of the lock\n"
       "  rpmworks lock --update               the newest versions of all packages\n"
       "  rpmworks lock --update openssl       of one source package, and what must change with it\n"
       "  rpmworks lock --check                for CI: is repos.lock up to date?\n",
       declare_lock},
      {"compose", k_stages, "stage, sign, index and check a release without publishing it",
       "  rpmworks compose 1.0.2\n", declare_compose},
      {"verify", k_releases, "run every gate again on a release on disk",
       "  rpmworks verify 1.0.2\n"
       "  rpmworks verify /srv/releases/1.0.2  no repos.yaml needed\n",
       declare_verify},
      {"publish", k_releases, "make a release the published one",
       "  rpmworks publish 1.0.2\n"
       "  rpmworks publish 1.0.2 --dry-run\n",
       declare_publish},
      {"rollback", k_releases, "publish the previous or another earlier release again",
       "  rpmworks rollback\n"
       "  rpmworks rollback 1.0.0\n",
       declare_rollback},
      {"prune", k_releases, "remove old releases that no client needs, or unused results from the store",
       "  rpmworks prune --keep 5 --dry-run\n"
       "  rpmworks prune --keep 5 --older-than 90d\n"
       "  rpmworks prune --unused-for 60d\n",
       declare_prune},
      {"status", k_releases, "list the releases, which one is published, and what each adds on disk",
       "  rpmworks status\n", declare_status},
      {"withdraw", k_releases, "publish a release again without some of its packages",
       "  rpmworks withdraw greeter-1.0.0-1.x86_64 --reason 'it deletes files'\n"
       "  rpmworks withdraw --dry-run greeter-1.0.0-1.x86_64 greeter-debuginfo-1.0.0-1.x86_64\n",
       declare_withdraw},
      {"key", k_releases, "replace a signing key so that no client refuses a package",
       "  rpmworks key rotate                  which step is next\n"
       "  rpmworks key rotate altai --no-passphrase\n"
       "  rpmworks key rotate altai --passphrase-file /run/secrets/altai --expire 2y\n",
       declare_key},
      {"manifest", k_releases, "print the packages of a release or another place, and their origin",
       "  rpmworks manifest 1.0.2\n"
       "  rpmworks manifest /srv/releases/1.0.2 --format csv\n"
       "  rpmworks manifest / --format json    the packages of this system; no repos.yaml needed\n",
       declare_manifest},
      {"diff", k_releases, "show what changed between two releases or other places with packages",
       "  rpmworks diff 1.0.1 1.0.2\n"
       "  rpmworks diff https://repo.example.org/1.0.1 releases/1.0.2 --format markdown\n"
       "  rpmworks diff / 1.0.2 --short        what differs on this system\n"
       "  rpmworks diff 1.0.1 1.0.2 --abi      with the interfaces of shared libraries\n"
       "  rpmworks diff --exit-code before.json after.json\n",
       declare_diff},
      {"audit", k_releases,
       "find which releases have a package, source, licence, signer, file, digest or CVE",
       "  rpmworks audit openssl               in all releases of the workspace\n"
       "  rpmworks audit 1.0.1 1.0.2 CVE-2026-1234\n"
       "  rpmworks audit --file '*/libssl.so.*'\n"
       "  rpmworks audit --vulnerable --advisories osv.zip 1.0.2\n",
       declare_audit},
      {"changelog", k_releases,
       "write the change log of a release: the commits of each package since another one",
       "  rpmworks changelog 1.0.1 1.0.2\n"
       "  rpmworks changelog 1.0.1 1.0.2 --prepend CHANGELOG.md\n",
       declare_changelog},
      {"prove", k_releases, "make the packages of a release again from its sources, and compare every byte",
       "  rpmworks prove 1.0.2\n"
       "  rpmworks prove /srv/releases/1.0.2   no repos.yaml needed\n"
       "  rpmworks prove releases/1.0.2 greet --packages /srv/mirror --repository greet=~/src/greet\n"
       "  rpmworks prove 1.0.2 --statement 1.0.2.proof.intoto.jsonl --sign auditor\n",
       declare_prove},
      {"report", k_releases, "write the HTML page of a release", "  rpmworks report 1.0.2 -o report.html\n",
       declare_report},
      {"chain", k_releases, "list what a chain of repositories gives to clients, and what is shadowed",
       "  rpmworks chain https://repo.example.org/1.0.0 https://repo.example.org/1.0.1\n"
       "  rpmworks chain releases/1.0.0/packages releases/1.0.1/packages  no repos.yaml needed\n"
       "  rpmworks chain URL URL --flatten product --key RPM-GPG-KEY-altai\n",
       declare_chain},
  };
  return k_commands;
}

}  // namespace rpmworks::cli
