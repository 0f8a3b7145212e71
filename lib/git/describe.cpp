// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <queue>
#include <set>
#include <unordered_map>

#include "core/cancel.hpp"
#include "git/handles.hpp"
#include "git/repository.hpp"
#include "git/shallow.hpp"

namespace rpmworks::git {

namespace {

constexpr size_t k_most_candidates = 10;  // as git describe

// A tag that was found.
struct Candidate {
  const Repository::Tag* tag;
  uint64_t depth;  ///< commits seen so far that are not in the tag's history
  unsigned within;
};

struct Step {
  int64_t time;
  uint64_t order;
  std::string id;
  // Newest first; of equal times, the one found first.
  bool operator<(const Step& other) const {
    return time != other.time ? time < other.time : order > other.order;
  }
};

// The algorithm of `git describe` (builtin/describe.c): walk back in time along all parents. Each tag found
// marks its history; each commit without that mark counts towards the tag's depth.
class Describing {
 public:
  Describing(git_repository* repository, const std::vector<Repository::Tag>& tags)
      : m_repository(repository), m_ends(ends_of_history(repository)) {
    for (const auto& tag : tags) m_tags.emplace(tag.commit, &tag);
  }

  std::optional<Repository::Tag> nearest(const std::string& id) {
    meet(id, 0);
    for (uint64_t seen = 0; !m_ahead.empty(); ++seen) {
      throw_if_cancelled();
      const std::string at = m_ahead.top().id;
      m_ahead.pop();
      if (const auto found = m_tags.find(at); found != m_tags.end()) {
        if (m_candidates.size() == k_most_candidates) break;
        m_candidates.push_back({found->second, seen, 1U << m_candidates.size()});
        m_marks[at] |= m_candidates.back().within;
      }
      const unsigned marks = m_marks[at];
      for (auto& candidate : m_candidates)
        if (!(marks & candidate.within)) ++candidate.depth;
      if (!m_candidates.empty() && m_ahead.empty() && (marks & best().within)) break;
      if (m_ends.contains(at))
        m_met_ends.push_back(at);
      else
        go_on_from(at, marks);
    }
    const unsigned within = m_candidates.empty() ? 0 : best().within;
    for (const auto& end : m_met_ends)
      if (!(m_marks[end] & within)) throw history_ends(end);
    if (m_candidates.empty()) return std::nullopt;
    return *best().tag;
  }

 private:
  void meet(const std::string& id, unsigned marks) {
    const auto [mark, is_new] = m_marks.emplace(id, marks);
    mark->second |= marks;
    if (is_new) m_ahead.push({git_commit_time(lookup_commit(m_repository, id).get()), m_order++, id});
  }

  void go_on_from(const std::string& id, unsigned marks) {
    const CommitHandle commit = lookup_commit(m_repository, id);
    for (unsigned i = 0; i < git_commit_parentcount(commit.get()); ++i)
      meet(hex_of(*git_commit_parent_id(commit.get(), i)), marks);
  }

  const Candidate& best() const {
    return *std::min_element(m_candidates.begin(), m_candidates.end(),
                             [](const Candidate& a, const Candidate& b) { return a.depth < b.depth; });
  }

  git_repository* m_repository;
  std::set<std::string> m_ends;
  std::unordered_map<std::string, const Repository::Tag*> m_tags;
  std::unordered_map<std::string, unsigned> m_marks;  ///< per commit: the tags whose history contains it
  std::priority_queue<Step> m_ahead;
  uint64_t m_order = 0;
  std::vector<Candidate> m_candidates;
  std::vector<std::string> m_met_ends;
};

}  // namespace

std::optional<Repository::Tag> Repository::nearest_tag(const std::string& commit,
                                                       const std::vector<Tag>& tags) const {
  const auto exact =
      std::find_if(tags.begin(), tags.end(), [&](const Tag& tag) { return tag.commit == commit; });
  if (exact != tags.end()) return *exact;
  // A shallow clone may lack the tag, so the walk must detect its end.
  if (tags.empty() && !is_shallow()) return std::nullopt;
  return Describing(m_state->handle.get(), tags).nearest(commit);
}

}  // namespace rpmworks::git
