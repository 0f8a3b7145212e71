// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/release_count.hpp"

#include <algorithm>
#include <charconv>

#include "core/error.hpp"
#include "core/pattern.hpp"
#include "core/text.hpp"
#include "git/tree_files.hpp"
#include "srpm/packaged_paths.hpp"

namespace rpmworks::srpm {

namespace {

constexpr int k_largest_bump = 1'000'000'000;

int number_in(const std::string& digits) {
  int number = 0;
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return failure == std::errc() ? std::min(number, k_largest_bump) : k_largest_bump;
}

}  // namespace

MagicComments magic_comments(const std::string& message) {
  // The regular expressions of rpmautospec (rpmautospec/magic_comments.py).
  static const Pattern line_with_magic("^\\s*\\[(.*)\\]\\s*$");
  static const Pattern skip("^\\s*skip\\s+changelog\\s*");
  static const Pattern bump("^\\s*bump\\s+release\\s*(?::\\s*)?(\\d+)\\s*");
  MagicComments found;
  for (const auto& line : split(message, '\n')) {
    const auto magic = line_with_magic.match(line);
    if (!magic) continue;
    for (const auto& part : split((*magic)[1], ',')) {
      if (skip.is_in(part)) found.skip_changelog = true;
      if (const auto value = bump.find(part))
        found.bump_release = std::max(found.bump_release, number_in((*value)[1]));
    }
  }
  return found;
}

ReleaseCount::ReleaseCount(const git::Repository& repository, std::string spec, const Request& request,
                           Asked asked, EpochVersion epoch_version)
    : m_repository(repository),
      m_spec(std::move(spec)),
      m_request(request),
      m_asked(asked),
      m_epoch_version(std::move(epoch_version)) {}

const git::Commit& ReleaseCount::parent(const std::string& id) {
  const auto known = m_commits.find(id);
  if (known != m_commits.end()) return known->second;
  try {
    return m_commits.emplace(id, m_repository.resolve(id)).first->second;
  } catch (const Error& error) {
    if (error.code() != ExitCode::invalid || !m_repository.is_shallow()) throw;
    throw history_ends();
  }
}

// Besides fetching the history, the user can stop using the macros.
Error ReleaseCount::history_ends() const {
  std::string who = "%autorelease counts";
  std::string way_out = "set the release: --release REL, or `release:` in repos.yaml";
  if (m_asked.autorelease && m_asked.autochangelog) {
    who = "%autorelease and %autochangelog count";
    way_out =
        "set the release and use another changelog: --release REL --changelog commit, or `release:` and "
        "`changelog: commit` in repos.yaml";
  } else if (m_asked.autochangelog) {
    who = "%autochangelog counts";
    way_out = "use another changelog: --changelog commit, or `changelog: commit` in repos.yaml";
  }
  Error error(ExitCode::invalid,
              who + " commits, but the history of this shallow clone ends before the first commit to count");
  std::move(error).at({.file = m_spec}).hint("fetch the rest (git fetch --unshallow), or " + way_out);
  return error;
}

bool ReleaseCount::has_spec(const git::Commit& commit) const {
  const auto entry = m_repository.entry(commit, m_spec);
  return entry &&
         (entry->kind == git::TreeEntry::Kind::file || entry->kind == git::TreeEntry::Kind::executable ||
          entry->kind == git::TreeEntry::Kind::symlink);
}

std::string ReleaseCount::spec_text(const git::Commit& commit) const {
  return m_repository.blob(m_repository.entry(commit, m_spec)->id);
}

const ReleaseCount::Node& ReleaseCount::node(const git::Commit& commit) {
  const auto known = m_nodes.find(commit.id);
  if (known != m_nodes.end()) return known->second;
  Node node{.has_spec = has_spec(commit)};
  if (node.has_spec) {
    const std::string blob = m_repository.entry(commit, m_spec)->id;
    auto of_blob = m_of_blobs.find(blob);
    if (of_blob == m_of_blobs.end()) of_blob = m_of_blobs.emplace(blob, m_epoch_version(commit)).first;
    node.epoch_version = of_blob->second;
  }
  return m_nodes.emplace(commit.id, std::move(node)).first->second;
}

std::optional<std::string> ReleaseCount::epoch_version(const git::Commit& commit) {
  return node(commit).epoch_version;
}

// The paths depend only on the content at these paths, so commits with the same content have the same paths.
// But a new file may appear beside a spec outside of the folder.
std::optional<std::vector<std::string>> ReleaseCount::paths_at(const git::Commit& commit) {
  if (m_known_paths && m_repository.are_same_at(commit.id, m_known_paths->commit, m_known_paths->compared))
    return m_known_paths->paths;
  auto paths = packaged_paths(m_repository, commit, m_request);
  const auto spec = m_repository.entry(commit, m_spec);
  const bool is_inside = m_spec.starts_with(m_request.subdir + "/") &&
                         (paths || (spec && spec->kind != git::TreeEntry::Kind::symlink));
  m_known_paths.reset();
  if (is_inside)
    m_known_paths = KnownPaths{
        .commit = commit.id,
        .paths = paths,
        .compared = paths.value_or(std::vector<std::string>{m_request.subdir}),
    };
  return paths;
}

bool ReleaseCount::changes_package(const git::Commit& commit) {
  if (m_request.subdir.empty() || commit.parents.empty()) return true;
  if (const auto known = m_of_package.find(commit.id); known != m_of_package.end()) return known->second;
  const auto paths = paths_at(commit);
  // Without paths, the package is the whole tree, and each commit changes it.
  const bool is = !paths || std::ranges::none_of(commit.parents, [&](const std::string& id) {
    return m_repository.are_same_at(commit.id, parent(id).id, *paths);
  });
  return m_of_package[commit.id] = is;
}

// The numbers of the parents are known.
int ReleaseCount::count(const git::Commit& commit, const Node& here) {
  int number = 0;
  for (const auto& id : commit.parents)
    if (const auto known = m_numbers.find(id); known != m_numbers.end()) {
      const auto& there = m_nodes.at(id).epoch_version;
      if (!here.epoch_version || !there || *there == *here.epoch_version)
        number = std::max(number, known->second);
    }
  if (!changes_package(commit)) return number;
  if (here.has_spec) ++number;
  return std::max(number, magic_comments(commit.message).bump_release);
}

int ReleaseCount::at(const git::Commit& head) {
  // Uses an explicit stack: recursion over a long history would overflow the program's.
  m_commits.emplace(head.id, head);
  std::vector<std::string> open = {head.id};
  while (!open.empty()) {
    const std::string id = open.back();
    const git::Commit& commit = m_commits.at(id);
    const Node here = node(commit);
    const size_t before = open.size();
    for (const auto& each : commit.parents) {
      if (m_numbers.contains(each)) continue;
      const auto& there = node(parent(each)).epoch_version;
      // The count stops at another version.
      if (!here.epoch_version || !there || *there == *here.epoch_version) open.push_back(each);
    }
    if (open.size() > before) continue;
    m_numbers[id] = count(commit, here);
    open.pop_back();
  }
  return m_numbers.at(head.id);
}

}  // namespace rpmworks::srpm
