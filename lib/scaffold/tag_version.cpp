// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/tag_version.hpp"

#include <algorithm>
#include <cctype>

#include "core/error.hpp"
#include "rpm/nevra.hpp"
#include "scaffold/tokens.hpp"
#include "srpm/release_tags.hpp"

namespace rpmworks::scaffold {

namespace {

constexpr size_t k_most_tags_tried = 100;  // search HEAD's history for the highest tags only

bool is_digit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

// Removes `word` and the separator after it from the start of `text`, ignoring case.
bool take_word(std::string& text, const std::string& word) {
  if (word.empty() || text.size() <= word.size() + 1 || lower(text.substr(0, word.size())) != lower(word))
    return false;
  if (std::string_view("-_/.").find(text[word.size()]) == std::string_view::npos) return false;
  text.erase(0, word.size() + 1);
  return true;
}

}  // namespace

std::optional<VersionInTag> version_in_any_tag(const std::string& tag,
                                               const std::vector<std::string>& names) {
  VersionInTag found;
  std::string rest = tag;
  const auto take_name = [&] {
    for (const auto& name : names) {
      const std::string spelling = rest.substr(0, name.size());
      if (!take_word(rest, name)) continue;
      found.spelling = spelling;
      return true;
    }
    return false;
  };
  const auto take_noun = [&] {
    for (const char* noun : {"releases", "release", "rel", "version", "ver", "tags", "r", "v"})
      if (take_word(rest, noun)) return true;
    return false;
  };
  // "release/NAME-v1.2", "NAME-release-1.2"
  take_noun();
  take_name();
  take_noun();
  if (rest.size() > 1 && (rest[0] == 'v' || rest[0] == 'V') && is_digit(rest[1])) rest.erase(0, 1);
  if (rest.empty() || !is_digit(rest[0])) return std::nullopt;
  // Some projects write 1_2_3 for 1.2.3.
  if (rest.find('.') == std::string::npos)
    for (size_t i = 1; i + 1 < rest.size(); ++i)
      if (rest[i] == '_' && is_digit(rest[i - 1]) && is_digit(rest[i + 1])) rest[i] = '.';
  const auto version = srpm::version_in_tag(rest, "", {});
  if (!version || !version->forbidden.empty()) return std::nullopt;
  found.version = version->str();
  return found;
}

std::optional<ChosenTag> choose_tag(const git::Repository& repository, const git::Commit& head,
                                    const std::vector<std::string>& names) {
  struct Candidate {
    ChosenTag chosen;
    std::string commit;
  };
  std::vector<Candidate> candidates;
  for (const auto& tag : repository.tags()) {
    const auto version = version_in_any_tag(tag.name, names);
    if (!version) continue;
    Candidate candidate;
    static_cast<VersionInTag&>(candidate.chosen) = *version;
    candidate.chosen.tag = tag.name;
    candidate.commit = tag.commit;
    candidates.push_back(std::move(candidate));
  }
  if (candidates.empty()) return std::nullopt;
  std::stable_sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    return rpm::Evr{.version = a.chosen.version} > rpm::Evr{.version = b.chosen.version};
  });
  Candidate* best = nullptr;
  try {
    for (size_t i = 0; !best && i < std::min(candidates.size(), k_most_tags_tried); ++i)
      if (repository.is_ancestor(candidates[i].commit, head.id)) best = &candidates[i];
    if (best) best->chosen.commits_behind = repository.count(head.id, {best->commit});
  } catch (const Error&) {
    // The history of a shallow clone does not show which tags are ancestors of HEAD.
    return candidates.front().chosen;
  }
  if (best) return best->chosen;
  candidates.front().chosen.is_ancestor = false;
  return candidates.front().chosen;
}

}  // namespace rpmworks::scaffold
