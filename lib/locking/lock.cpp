// SPDX-License-Identifier: GPL-3.0-or-later
#include "locking/lock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/links.hpp"
#include "core/text.hpp"
#include "lockfile/faults.hpp"
#include "locking/lock_formats.hpp"
#include "locking/lock_inputs.hpp"
#include "locking/release_targets.hpp"
#include "locking/upstream_metadata.hpp"
#include "locking/upstream_selection.hpp"
#include "rpm/source_name.hpp"

namespace rpmworks::locking {

namespace {

using lockfile::Lock;
using lockfile::LockedPackage;

// The content of a lock as text: what a release depends on.
std::string content_of(Lock lock) {
  for (auto& [target, sha256] : lock.inputs) sha256 = std::string(64, '0');
  lock.is_merged = false;
  for (auto& upstream : lock.upstreams) {
    upstream.repomd_sha256 = std::string(64, '0');
    upstream.revision.clear();
  }
  // A newer version that was not taken, and packages that could have served, change with the metadata.
  for (auto& package : lock.packages) {
    package.held.clear();
    package.rejected.clear();
  }
  return lockfile::to_text(std::move(lock));
}

class Locking {
 public:
  Locking(product::Session& session, const Contents& contents, const LockRequest& request)
      : m_session(session),
        m_contents(contents),
        m_request(request),
        m_upstreams(upstreams_of(session.config, contents.targets)),
        m_all_targets(release_target_names(session.config)) {}

  LockResult run() {
    m_result.before = read_lock(m_session, m_request.accept_altered);
    const DemandsByTarget demands = demands_of(m_contents.targets, m_contents.builds);
    m_inputs = lock_inputs(m_session.config, m_contents.targets, demands);
    remember_demands(m_session.workspace, demands);
    if (!m_result.before && (!m_request.update.empty() || !m_request.precise.empty()))
      throw Error(ExitCode::invalid, fmt::format("there is no {} yet", lock_file(m_session).string()))
          .hint("run `rpmworks lock` first");
    if (is_valid())
      m_made = *m_result.before;
    else if (!fits_as_it_is())
      select();
    for (const auto& [target, sha256] : m_inputs) m_made.inputs[target] = sha256;
    finish();
    return std::move(m_result);
  }

 private:
  bool is_valid() const {
    if (!m_result.before || m_request.asks_for_updates() || is_suspect()) return false;
    const auto& locked = m_result.before->inputs;
    const auto is_same = [&](const auto& one) {
      const auto at = locked.find(one.first);
      return at != locked.end() && at->second == one.second;
    };
    const auto is_known = [&](const auto& one) { return m_inputs.contains(one.first) || is_kept(one.first); };
    return std::ranges::all_of(m_inputs, is_same) && std::ranges::all_of(locked, is_known) &&
           std::ranges::all_of(m_result.before->packages,
                               [&](const LockedPackage& package) { return is_placed(package); });
  }

  // They are kept with the metadata of the lock, because the upstream may have others when a release is
  // composed.
  bool wants_advisories() const {
    return std::ranges::any_of(m_session.config.sections, [](const config::Section& section) {
      return section.metadata.vendor_advisories;
    });
  }

  // Whether a package is of the upstream of its section.
  bool is_placed(const LockedPackage& package) const {
    return !m_inputs.contains(package.target) || locking::is_placed(package, m_session.config);
  }

  // Whether the file is not what a selection gave.
  bool is_suspect() const { return m_result.before->is_merged || m_result.before->altered_at; }

  // Whether this run leaves the packages of a target as they are.
  bool is_kept(const std::string& target) const {
    return !m_inputs.contains(target) && std::ranges::count(m_all_targets, target) > 0;
  }

  // Adds the packages of targets of the release that this run is not for.
  void add_kept(Lock& lock) const {
    if (!m_result.before) return;
    std::set<std::string> upstreams;
    std::set<std::string> keys;
    for (const auto& package : m_result.before->packages) {
      if (!is_kept(package.target)) continue;
      lock.packages.push_back(package);
      upstreams.insert(package.upstream);
    }
    for (const auto& [target, sha256] : m_result.before->inputs)
      if (is_kept(target)) lock.inputs[target] = sha256;
    for (const auto& upstream : m_result.before->upstreams) {
      if (!upstreams.contains(upstream.name)) continue;
      keys.insert(upstream.trust.begin(), upstream.trust.end());
      add_if_missing(lock.upstreams, upstream);
    }
    for (const auto& key : m_result.before->keys)
      if (keys.contains(key.name)) add_if_missing(lock.keys, key);
  }

  template <class Entry>
  static void add_if_missing(std::vector<Entry>& entries, const Entry& entry) {
    if (std::ranges::count(entries, entry.name, &Entry::name) == 0) entries.push_back(entry);
  }

  // Selects from this metadata. The result is sorted, and complete except for the inputs.
  Selected selected_from(const MetadataByName& metadata, const Wishes& wishes) {
    Selected selected = select_packages(m_session, m_contents, metadata, wishes);
    add_kept(selected.lock);
    for (const auto& [target, sha256] : m_inputs) selected.lock.inputs[target] = sha256;
    lockfile::sort(selected.lock);
    return selected;
  }

  // Whether the inputs of the lock have changed, but a selection from the same metadata gives the same lock.
  bool fits_as_it_is() {
    if (!m_result.before || m_request.asks_for_updates()) return false;
    const auto metadata = locked_metadata(m_session, m_upstreams, *m_result.before);
    if (!metadata) return false;
    Selected selected;
    try {
      selected = selected_from(*metadata, {.earlier = &*m_result.before});
    } catch (const Error& error) {
      if (error.code() != ExitCode::gate) throw;
      return false;  // newer metadata may have what is missing
    }
    if (!is_same_content(selected.lock, *m_result.before)) return false;
    take(std::move(selected));
    m_result.differs = is_suspect();
    return true;
  }

  void select() {
    const Lock* before = m_result.before ? &*m_result.before : nullptr;
    const auto metadata =
        current_metadata(m_session, m_upstreams, before, {.advisories = wants_advisories()});
    Wishes wanted = wishes();
    Selected selected = selected_from(metadata, wanted);
    const auto is_taken = [&](const auto& nevra) { return has(selected.lock, nevra); };
    if (!std::ranges::all_of(m_request.precise, is_taken)) {
      wanted.pin_precise = true;
      selected = with_context(fmt::format("taking exactly {}", names_of(m_request.precise)),
                              [&] { return selected_from(metadata, wanted); });
      for (const auto& nevra : m_request.precise)
        if (!is_taken(nevra))
          throw Error(ExitCode::gate, fmt::format("the release does not need {} any more", nevra.str()));
    }
    const bool is_same = before && is_same_content(selected.lock, *before);
    // What did not change stays as it is, also the states of the upstreams that the lock was made from.
    if (is_same && !m_request.asks_for_updates()) selected.lock = *before;
    m_result.differs = !is_same || is_suspect();
    selected.lock.is_merged = false;
    selected.lock.altered_at.reset();
    take(std::move(selected));
    if (!m_request.import.empty()) tell_left_out(m_session, m_imported, m_made);
  }

  void take(Selected selected) {
    m_made = std::move(selected.lock);
    m_result.replacements = std::move(selected.replacements);
  }

  Wishes wishes() {
    if (!m_request.import.empty()) {
      m_imported = imported_lock(m_session, m_contents.targets, m_request.import);
      return {.earlier = &m_imported};
    }
    if (!m_result.before || m_request.update_all) return {};
    return {.earlier = &*m_result.before, .update = sources(), .precise = precise()};
  }

  // The source packages to update. The user may also name a package that was built from one.
  std::set<std::string> sources() const {
    std::set<std::string> names;
    std::vector<std::string> known;
    for (const auto& package : m_result.before->packages) {
      known.push_back(package.nevra.name);
      known.push_back(source_name(package));
    }
    for (const auto& wanted : m_request.update) {
      const size_t count = names.size();
      for (const auto& package : m_result.before->packages)
        if (package.nevra.name == wanted || source_name(package) == wanted)
          names.insert(source_name(package));
      if (names.size() > count || std::ranges::count(known, wanted) > 0) continue;
      Error error(ExitCode::invalid, fmt::format("{} has no package or source package named {}",
                                                 lock_file(m_session).filename().string(), wanted));
      throw std::move(error).hint(did_you_mean(wanted, known).value_or(hint_of_known(known)));
    }
    return names;
  }

  static std::string hint_of_known(std::vector<std::string> known) {
    if (known.empty()) return "the lock has no packages";
    std::ranges::sort(known);
    known.erase(std::ranges::unique(known).begin(), known.end());
    constexpr size_t k_most = 10;
    const size_t count = known.size();
    if (count > k_most) known.resize(k_most);
    return fmt::format("the lock has {}{}", join(known, ", "),
                       count > k_most ? fmt::format(" and {} more", count - k_most) : "");
  }

  static std::string source_name(const LockedPackage& package) {
    if (package.source.empty()) return package.nevra.name;
    return rpm::source_name(package.source);
  }

  std::vector<rpm::Nevra> precise() const {
    std::set<std::string> known;
    for (const auto& nevra : m_request.precise) {
      if (!known.insert(nevra.name + "." + nevra.arch).second)
        throw Error(ExitCode::usage, fmt::format("two versions of {}.{} are asked for: {}", nevra.name,
                                                 nevra.arch, names_of(m_request.precise)))
            .hint("use --precise once for each package");
      const auto is_of = [&](const LockedPackage& package) {
        return package.nevra.name == nevra.name && package.nevra.arch == nevra.arch;
      };
      if (std::ranges::any_of(m_result.before->packages, is_of)) continue;
      throw Error(ExitCode::invalid,
                  fmt::format("{} has no package {} for {}", lock_file(m_session).filename().string(),
                              nevra.name, nevra.arch))
          .hint("list the package in `packages` of a section of repos.yaml first");
    }
    return m_request.precise;
  }

  static std::string names_of(const std::vector<rpm::Nevra>& packages) {
    std::vector<std::string> names;
    for (const auto& nevra : packages) names.push_back(nevra.str());
    return join(names, ", ");
  }

  static bool has(const Lock& lock, const rpm::Nevra& nevra) {
    return std::ranges::count(lock.packages, nevra, &LockedPackage::nevra) > 0;
  }

  // Whether the file says what it would say if it were written again.
  bool is_as_before() const { return is_valid() && m_made.inputs == m_result.before->inputs; }

  void finish() {
    if (m_request.write && is_as_before()) {
      m_result.lock = std::move(m_made);
      return;
    }
    if (!m_request.write) {
      m_result.lock = m_result.differs ? std::move(m_made) : *m_result.before;
      return;
    }
    m_result.lock = std::move(m_made);
    const std::string text = lockfile::to_text(m_result.lock);
    m_result.written =
        !m_result.before || m_result.before->altered_at || text != lockfile::to_text(*m_result.before);
    if (m_result.written) replace_file(end_of_links(lock_file(m_session)), text);
  }

  product::Session& m_session;
  const Contents& m_contents;
  const LockRequest& m_request;
  std::vector<std::string> m_upstreams;
  std::vector<std::string> m_all_targets;
  std::map<std::string, std::string> m_inputs;
  Lock m_imported;
  Lock m_made;
  LockResult m_result;
};

}  // namespace

fs::path lock_file(const product::Session& session) {
  return session.config.file.parent_path() / (session.config.file.stem().string() + ".lock");
}

std::optional<Lock> read_lock(const product::Session& session, bool accept_altered) {
  const fs::path file = lock_file(session);
  if (!fs::exists(file)) return std::nullopt;
  Lock lock = lockfile::parse(read_file(file), file);
  if (!lock.altered_at || lock.is_merged || accept_altered) return lock;
  throw Error(ExitCode::invalid,
              "this file was changed after rpmworks wrote it, by hand or by a merge without the merge driver")
      .at(*lock.altered_at)
      .hint(
          "restore it with git, or run `rpmworks lock`, which selects again and keeps the versions in the "
          "file "
          "where they fit");
}

bool is_same_content(const Lock& one, const Lock& other) {
  return content_of(one) == content_of(other);
}

LockResult make_lock(product::Session& session, const layout::Targets& targets,
                     const std::vector<engine::BuildResult>& builds, const LockRequest& request) {
  const product::SessionScope scope(session);
  if (upstream_sections(session.config, targets).empty() && !fs::exists(lock_file(session)))
    throw Error(ExitCode::invalid, "there is nothing to lock: no section of the release is `from: upstream`")
        .at({.file = session.config.file.string()})
        .hint("docs/releases.md describes how a release takes packages of upstreams");
  return Locking(session, {.targets = targets, .builds = builds}, request).run();
}

}  // namespace rpmworks::locking
