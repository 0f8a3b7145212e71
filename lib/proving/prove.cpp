// SPDX-License-Identifier: GPL-3.0-or-later
#include "proving/prove.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "proving/compare.hpp"
#include "proving/rebuild.hpp"

namespace rpmworks::proving {

namespace {

using Outcome = PackageProof::Outcome;

/// Fills the outcomes of a proof, build by build.
class Prover {
 public:
  Prover(const ProveRequest& request, Proof& proof, const fs::path& tmp)
      : m_request(request), m_proof(proof), m_tmp(tmp) {
    for (size_t i = 0; i < proof.packages.size(); ++i) m_at.emplace(proof.packages[i].sha256, i);
  }

  /// Until its packages are compared, a build counts as not asked for.
  void leave_out(const ReleasedBuild& released) {
    for (const auto& [name, sha256] : released.published)
      if (const auto at = m_at.find(sha256); at != m_at.end()) {
        m_proof.packages[at->second].outcome = Outcome::not_asked;
        m_proof.packages[at->second].why.clear();
      }
  }

  void compare(const ReleasedBuild& released, const Rebuilt& rebuilt) {
    for (const auto& [name, sha256] : released.published) {
      const auto at = m_at.find(sha256);
      if (at == m_at.end()) continue;  // a package that was withdrawn from the release
      PackageProof& package = m_proof.packages[at->second];
      if (name == released.build.unsigned_source.name) {
        judge(package, rebuilt.source, rebuilt.no_source);
        if (rebuilt.is_given) package.outcome = Outcome::given;
        continue;
      }
      const auto made = rebuilt.packages.find(name);
      const bool is_made = made != rebuilt.packages.end();
      judge(package, is_made ? made->second : fs::path(),
            !rebuilt.not_built.empty() ? rebuilt.not_built : "the build does not make it here");
      package.note = rebuilt.note;
    }
  }

 private:
  // A source package may have been judged for another target.
  void judge(PackageProof& package, const fs::path& made, const std::string& why) {
    if (package.outcome == Outcome::reproduced) return;
    package.why = made.empty() ? why : difference_of(m_request.release / package.file, made, m_tmp);
    package.outcome = made.empty()          ? Outcome::not_rebuilt
                      : package.why.empty() ? Outcome::reproduced
                                            : Outcome::differs;
  }

  const ProveRequest& m_request;
  Proof& m_proof;
  const fs::path& m_tmp;
  std::multimap<std::string, size_t> m_at;  // by digest
};

Proof unproven(const fs::path& release) {
  const std::string json = read_file(release / "manifest.json");
  Proof proof{.manifest = manifest::Manifest::from_json(json, (release / "manifest.json").string()),
              .manifest_sha256 = sha256(json),
              .packages = {}};
  for (const auto& entry : proof.manifest.packages) {
    PackageProof package{
        .file = entry.file, .nevra = entry.nevra.str(), .sha256 = entry.sha256, .why = {}, .note = {}};
    if (const auto* const upstream = entry.origin.upstream()) {
      package.outcome = Outcome::not_ours;
      package.why = fmt::format("taken from {}", upstream->upstream);
    } else {
      package.why = "no statement of the release says how it was made";
    }
    proof.packages.push_back(std::move(package));
  }
  return proof;
}

void require_known(const ProveRequest& request, const ReleasedBuilds& released) {
  std::vector<std::string> known;
  for (const auto& one : released.builds) known.push_back(one.build.package);
  std::vector<std::string> named = request.only;
  for (const auto& [name, url] : request.repositories) named.push_back(name);
  for (const auto& name : named) {
    if (std::ranges::count(known, name) > 0) continue;
    throw Error(ExitCode::usage, fmt::format("the release was made from no package '{}'", name))
        .hint(did_you_mean(name, known).value_or("its packages: " + join(known, ", ")));
  }
}

}  // namespace

std::string name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::reproduced:
      return "reproduced";
    case Outcome::differs:
      return "differs";
    case Outcome::not_rebuilt:
      return "not rebuilt";
    case Outcome::given:
      return "given";
    case Outcome::not_ours:
      return "not ours";
    case Outcome::not_asked:
      return "not asked";
  }
  return "";
}

size_t Proof::count(Outcome outcome) const {
  return static_cast<size_t>(std::ranges::count(packages, outcome, &PackageProof::outcome));
}

size_t Proof::count_tried() const {
  return count(Outcome::reproduced) + count(Outcome::differs) + count(Outcome::not_rebuilt);
}

bool Proof::is_complete() const {
  return count_tried() > 0 && count(Outcome::reproduced) == count_tried();
}

Proof prove(const ProveRequest& request, const product::Locations& locations, Reporter& reporter,
            unsigned jobs) {
  Proof proof = unproven(request.release);
  ReleasedBuilds released = released_builds(proof.manifest, request.release);
  require_known(request, released);
  store::Workspace workspace = product::workspace_at(locations, reporter);
  FileLock lock = workspace.open();
  product::Session session{.config = config_of(released, proof.manifest, request, workspace.hostbase()),
                           .workspace = workspace,
                           .store = product::store_of(workspace),
                           .reporter = reporter,
                           .jobs = jobs,
                           .lock = std::move(lock)};
  const product::SessionScope scope(session);
  const auto order = build_order(released, request.only);
  Activity proving(reporter, "proving", proof.manifest.release, order.size());
  PackageFinder finder(released.roots, request.packages, session.store, workspace.tmp(), reporter);
  std::vector<std::string> roots;
  for (const size_t i : order) roots.push_back(released.builds[i].build.buildroot_sha256);
  finder.find(roots);
  Rebuilder rebuilder(session, proof.manifest, request, finder);
  const fs::path tmp = workspace.tmp();
  Prover prover(request, proof, tmp);
  for (const auto& one : released.builds) prover.leave_out(one);
  for (const size_t i : order) {
    prover.compare(released.builds[i], rebuilder.rebuild(released.builds[i]));
    proving.step();
  }
  proving.result(fmt::format("{} of {} reproduced", proof.count(Outcome::reproduced), proof.count_tried()));
  return proof;
}

}  // namespace rpmworks::proving
