// SPDX-License-Identifier: GPL-3.0-or-later
#include "gear/tags.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/digest.hpp"
#include "core/text.hpp"

namespace rpmworks::gear {

namespace {

constexpr size_t k_id_digits = 40;
constexpr size_t k_shown_digits = 12;
constexpr int k_longest_chain = 40;  // tags that point to tags

bool is_id(const std::string& text) {
  return text.size() == k_id_digits &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isxdigit(c); });
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// The object id of a git tag with this content.
std::string id_of_tag(const std::string& content) {
  Digest digest(DigestAlgorithm::sha1);
  digest.update(fmt::format("tag {}", content.size())).update(std::string_view("\0", 1)).update(content);
  return digest.hex();
}

}  // namespace

Tags::Tags(const git::TreeFiles& tree, const std::string& root, const std::string& folder)
    : m_tree(tree), m_folder(git::below(root, ".gear/tags")) {
  if (!folder.empty())
    m_folder = git::below(root, folder);
  else if (tree.find(git::below(root, ".gear-tags/list")))
    m_folder = git::below(root, ".gear-tags");
}

git::Commit Tags::commit_of(const std::string& name, const SourcePosition& where) const {
  const std::string id = lower(is_id(name) ? name : peel(id_in_list(name, where), where));
  std::optional<git::Commit> commit;
  try {
    commit = m_tree.repository().resolve(id);
  } catch (const Error& error) {
    if (error.code() != ExitCode::invalid) throw;
  }
  // A ref can have a name that looks like an id, and a tag object resolves to a commit.
  if (!commit || commit->id != id)
    throw Error(ExitCode::invalid,
                fmt::format("{} is {}, which is not a commit of this repository", name, id))
        .at(where)
        .hint("commit the files that `gear-store-tags -a` writes, and push the commits they name");
  const std::string& packaged = m_tree.commit().id;
  if (!m_tree.repository().is_ancestor(id, packaged))
    throw Error(ExitCode::invalid,
                fmt::format("{} ({}) is not an ancestor of the packaged commit, {}", name,
                            id.substr(0, k_shown_digits), packaged.substr(0, k_shown_digits)))
        .at(where)
        .hint(
            "merge it (git merge -s ours keeps the tree as it is): a clone of the branch must contain every "
            "commit that the rules name");
  return *commit;
}

// The id that the list of tags gives for a name.
std::string Tags::id_in_list(const std::string& name, const SourcePosition& where) const {
  const std::string path = git::below(m_folder, "list");
  const auto file = m_tree.find(path);
  std::vector<std::string> names;
  int number = 0;
  for (const auto& line : split(file ? m_tree.read(*file) : "", '\n')) {
    ++number;
    const std::string_view text = trim(line);
    const size_t end = std::min(text.find_first_of(" \t"), text.size());
    names.emplace_back(trim(text.substr(end)));
    if (names.back() != name) continue;
    const std::string id(text.substr(0, end));
    if (!is_id(id))
      throw Error(ExitCode::invalid, fmt::format("'{}' is not a git object id", id))
          .at({.file = path, .line = number, .column = 1, .text = line})
          .hint("run `gear-store-tags -a` to rewrite the list");
    return lower(id);
  }
  Error error(ExitCode::invalid, file ? fmt::format("{} has no tag {}", path, name)
                                      : fmt::format("the tag {} is not stored: there is no {}", name, path));
  throw std::move(error).at(where).hint(did_you_mean(name, names, "{}")
                                            .value_or("run `gear-store-tags -a` to store the tags that the "
                                                      "rules name; the repository's own tags are ignored"));
}

// Follows stored tags to the end. An id without a stored tag is a commit's.
std::string Tags::peel(const std::string& id, const SourcePosition& where) const {
  std::string at = id;
  for (int i = 0; i < k_longest_chain; ++i) {
    const std::string path = git::below(m_folder, at);
    const auto file = m_tree.find(path);
    if (!file) return at;
    const std::string content = m_tree.read(*file);
    const std::string first = content.substr(0, content.find('\n'));
    const std::string next = first.starts_with("object ") ? first.substr(7) : "";
    if (!is_id(next) || id_of_tag(content) != at)
      throw Error(ExitCode::invalid, fmt::format("{} does not contain the tag it is named after", path))
          .at(where)
          .note(is_id(next) ? fmt::format("its id is {}", id_of_tag(content))
                            : "its first line is not `object ID`")
          .hint("run `gear-store-tags -a` to rewrite it");
    at = lower(next);
  }
  throw Error(ExitCode::invalid, fmt::format("{} is a chain of too many tags", id)).at(where);
}

}  // namespace rpmworks::gear
