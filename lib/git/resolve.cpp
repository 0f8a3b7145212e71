// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/text.hpp"
#include "git/handles.hpp"
#include "git/repository.hpp"

namespace rpmworks::git {

namespace {

constexpr size_t k_shortest_abbreviation = 4;  // git's minimum
constexpr std::string_view k_heads = "refs/heads/";
constexpr std::string_view k_remotes = "refs/remotes/";

bool is_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

// The version in a name, its parts joined by dots: "1.0" for v1.0 and REL_1_0. Empty for other names.
std::string version_in(const std::string& name) {
  const size_t digit = name.find_first_of("0123456789");
  if (digit == std::string::npos) return {};
  std::string version = name.substr(digit);
  for (char& c : version)
    if (c == '_' || c == '-') c = '.';
  return version;
}

class Resolver {
 public:
  Resolver(git_repository* repository, bool is_mirror) : m_repository(repository), m_is_mirror(is_mirror) {}

  Commit resolve(const std::string& ref) {
    if (ref.empty() || ref == "HEAD") return head();
    if (const size_t steps = ref.find_first_of("~^"); steps != std::string::npos && steps > 0)
      return relative(ref, steps);
    if (is_full_id(ref)) return by_full_id(ref);
    if (const auto name = existing_name(ref)) {
      Commit commit = commit_of(*object_of(*name), ref);
      if (name->starts_with(k_tags)) commit.tag = name->substr(k_tags.size());
      return commit;
    }
    if (is_hex(ref) && ref.size() >= k_shortest_abbreviation && ref.size() < GIT_OID_HEXSZ)
      if (const ObjectHandle found = by_abbreviation(ref)) return commit_of(*found, ref);
    unknown(ref);
  }

 private:
  Commit head() {
    const char* const name = m_is_mirror ? k_mirror_head : "HEAD";
    git_oid id;
    const int result = git_reference_name_to_id(&id, m_repository, name);
    if (result == 0) return commit_of(*object_of(name), "HEAD");
    if (result != GIT_ENOTFOUND) throw failure("cannot read HEAD", ExitCode::invalid);
    git_reference* raw = nullptr;
    std::string branch;
    if (git_reference_lookup(&raw, m_repository, "HEAD") == 0) {
      const ReferenceHandle reference(raw);
      const char* const target = git_reference_symbolic_target(raw);
      if (!m_is_mirror && target && std::string_view(target).starts_with(k_heads))
        branch = target + k_heads.size();
    }
    throw Error(ExitCode::invalid,
                branch.empty() ? "the repository's HEAD points at no commit"
                               : fmt::format("HEAD names the branch '{}', which has no commit yet", branch))
        .hint(names("").empty() ? "the repository is empty: commit something first"
                                : "choose a ref: " + offer());
  }

  // libgit2 evaluates ~ and ^, based on a commit found by the rules here.
  Commit relative(const std::string& ref, size_t steps) {
    const Commit base = resolve(ref.substr(0, steps));
    const std::string expression = base.id + ref.substr(steps);
    git_object* raw = nullptr;
    // Only ~, ^ and ^{commit}: no message search and no paths.
    const bool plain = ref.find_first_not_of("~^0123456789{}comit", steps) == std::string::npos;
    if (!plain || git_revparse_single(&raw, m_repository, expression.c_str()) != 0)
      throw Error(ExitCode::invalid, fmt::format("no such commit: '{}'", ref))
          .hint(fmt::format("'{}' is commit {}, which has no such ancestor", ref.substr(0, steps), base.id));
    return commit_of(*ObjectHandle(raw), ref);
  }

  Commit by_full_id(const std::string& ref) {
    const git_oid id = oid_of(ref);
    git_object* raw = nullptr;
    if (git_object_lookup(&raw, m_repository, &id, GIT_OBJECT_ANY) != 0)
      throw Error(ExitCode::invalid, fmt::format("the repository has no commit {}", ref))
          .hint("it may have been removed by a forced push, or not yet pushed or fetched");
    return commit_of(*ObjectHandle(raw), ref);
  }

  ObjectHandle by_abbreviation(const std::string& ref) {
    git_oid id;
    git_object* raw = nullptr;
    if (git_oid_fromstrn(&id, ref.c_str(), ref.size()) != 0) return nullptr;
    const int result = git_object_lookup_prefix(&raw, m_repository, &id, ref.size(), GIT_OBJECT_ANY);
    if (result == GIT_EAMBIGUOUS)
      throw Error(ExitCode::invalid, fmt::format("the abbreviated id '{}' matches several git objects", ref))
          .hint("use more digits");
    return ObjectHandle(result == 0 ? raw : nullptr);
  }

  // The full name of a short ref, in git's order of lookup; as in git switch, also a branch that exactly one
  // remote has.
  std::optional<std::string> existing_name(const std::string& ref) {
    if (ref.starts_with("refs/")) return exists(ref) ? std::optional(ref) : std::nullopt;
    for (const auto& name : {std::string(k_tags) + ref, std::string(k_heads) + ref,
                             std::string(k_remotes) + ref, std::string(k_remotes) + "origin/" + ref})
      if (exists(name)) return name;
    std::vector<std::string> found;
    for (const auto& name : names(k_remotes)) {
      const std::string_view branch = std::string_view(name).substr(k_remotes.size());
      const size_t slash = branch.find('/');
      if (slash != std::string_view::npos && branch.substr(slash + 1) == ref) found.push_back(name);
    }
    if (found.size() > 1)
      throw Error(ExitCode::invalid, fmt::format("several remotes have a branch '{}'", ref))
          .notes(found)
          .hint("use the full name of one of them");
    return found.empty() ? std::nullopt : std::optional(found.front());
  }

  bool exists(const std::string& name) {
    int valid = 0;
    if (git_reference_name_is_valid(&valid, name.c_str()) != 0 || !valid) return false;
    git_oid id;
    return git_reference_name_to_id(&id, m_repository, name.c_str()) == 0;
  }

  ObjectHandle object_of(const std::string& name) {
    git_oid id;
    git_object* raw = nullptr;
    if (git_reference_name_to_id(&id, m_repository, name.c_str()) != 0 ||
        git_object_lookup(&raw, m_repository, &id, GIT_OBJECT_ANY) != 0) {
      Error error = failure(fmt::format("cannot read what {} points at", name), ExitCode::invalid);
      if (!error.hint().empty()) throw error;
      throw std::move(error).hint("the repository may be damaged; check it with git fsck");
    }
    return ObjectHandle(raw);
  }

  Commit commit_of(const git_object& object, const std::string& ref) {
    git_object* raw = nullptr;
    if (git_object_peel(&raw, &object, GIT_OBJECT_COMMIT) != 0) {
      const char* kind = git_object_type2string(git_object_type(&object));
      git_object* peeled = nullptr;
      if (git_object_peel(&peeled, &object, GIT_OBJECT_ANY) == 0)
        kind = git_object_type2string(git_object_type(ObjectHandle(peeled).get()));
      throw Error(ExitCode::invalid, fmt::format("'{}' is a {}, not a commit", ref, kind))
          .hint("name a branch, a commit, or a tag of a commit");
    }
    const ObjectHandle owned(raw);
    return commit_from(reinterpret_cast<git_commit*>(raw));
  }

  /// Full names of the refs that start with `prefix`.
  std::vector<std::string> names(std::string_view prefix) {
    git_strarray raw{};
    std::vector<std::string> found;
    if (git_reference_list(&raw, m_repository) != 0) return found;
    for (size_t i = 0; i < raw.count; ++i)
      if (std::string_view(raw.strings[i]).starts_with(prefix)) found.emplace_back(raw.strings[i]);
    git_strarray_dispose(&raw);
    std::sort(found.begin(), found.end());
    return found;
  }

  // Branches, tags and remote branches as a user types them.
  std::vector<std::string> short_names() {
    std::vector<std::string> found;
    for (const std::string_view prefix : {k_heads, k_tags, k_remotes})
      for (const auto& name : names(prefix)) found.push_back(name.substr(prefix.size()));
    return found;
  }

  std::string offer() {
    constexpr size_t k_most = 8;
    std::vector<std::string> all = short_names();
    const size_t left = all.size() > k_most ? all.size() - k_most : 0;
    if (left) all.resize(k_most);
    return join(all, ", ") + (left ? fmt::format(" and {} more", left) : "");
  }

  [[noreturn]] void unknown(const std::string& ref) {
    Error error(ExitCode::invalid, fmt::format("the repository has no branch, tag or commit '{}'", ref));
    const auto all = short_names();
    // Finds v1.0, rel-1.0 or REL_1_0 for 1.0, and the reverse.
    const std::string version = version_in(ref);
    const auto prefixed = std::find_if(all.begin(), all.end(), [&](const std::string& name) {
      return name.ends_with("/" + ref) || (!version.empty() && version_in(name) == version);
    });
    if (prefixed != all.end()) throw std::move(error).hint(fmt::format("did you mean '{}'?", *prefixed));
    if (auto meant = did_you_mean(ref, all)) throw std::move(error).hint(std::move(*meant));
    throw std::move(error).hint(all.empty() ? "the repository has no branches or tags"
                                            : "known refs: " + offer());
  }

  git_repository* m_repository;
  bool m_is_mirror;
};

}  // namespace

Commit Repository::resolve(const std::string& ref) const {
  return Resolver(m_state->handle.get(), !m_state->mirror_of.empty()).resolve(ref);
}

}  // namespace rpmworks::git
