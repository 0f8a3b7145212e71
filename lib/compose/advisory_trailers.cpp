// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/advisory_trailers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/error.hpp"
#include "core/pattern.hpp"
#include "core/printable.hpp"
#include "core/text.hpp"
#include "git/commit_trailers.hpp"

namespace rpmworks::compose {

namespace {

using git::Commit;
using git::Trailer;

constexpr int64_t k_latest_time = 253402300799;  // the end of the year 9999
constexpr size_t k_longest_description = 64UL * 1024;
const std::vector<std::string> k_types = {"security", "bugfix", "enhancement", "newpackage"};
const std::vector<std::string> k_severities = {"critical", "important", "moderate", "low"};

std::string shown(const Commit& commit) {
  return commit.id.substr(0, 12);
}

// What one commit says about its advisories.
struct Said {
  std::vector<std::string> ids;
  std::string type, severity, title;
  std::vector<repodata::AdvisoryReference> references;
};

class Reader {
 public:
  Reader(const Commit& commit, const std::string& package) : m_commit(commit), m_package(package) {}

  Said read() {
    for (const auto& trailer : git::trailers_in(m_commit.message)) add(trailer);
    if (m_said.ids.empty() && m_only_for_advisories)
      throw wrong(*m_only_for_advisories,
                  fmt::format("'{}' without 'Advisory'", printable(m_only_for_advisories->key)));
    return std::move(m_said);
  }

  bool fixes_vulnerability() const { return m_fixes_vulnerability; }

 private:
  void add(const Trailer& trailer) {
    if (trailer.has_key("Advisory")) return add_id(trailer);
    if (trailer.has_key("Advisory-Type")) return set(trailer, k_types, m_said.type);
    if (trailer.has_key("Advisory-Severity")) return set(trailer, k_severities, m_said.severity);
    if (trailer.has_key("Advisory-Title")) return set_title(trailer);
    // Others use these trailers too: only what is a CVE number or a URL counts.
    if (trailer.has_key("CVE") || trailer.has_key("Fixes") || trailer.has_key("Closes"))
      add_references(trailer);
  }

  void add_id(const Trailer& trailer) {
    static const Pattern k_id("[A-Za-z0-9][A-Za-z0-9._:+-]{0,127}");
    if (!k_id.matches(trailer.value))
      throw wrong(trailer, fmt::format("'{}' is not the id of an advisory", printable(trailer.value)));
    if (std::ranges::count(m_said.ids, trailer.value) == 0) m_said.ids.push_back(trailer.value);
  }

  void set(const Trailer& trailer, const std::vector<std::string>& words, std::string& value) {
    m_only_for_advisories = trailer;
    std::string word = trailer.value;
    std::ranges::transform(word, word.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    if (std::ranges::count(words, word) == 0)
      throw wrong(trailer, fmt::format("'{}' is '{}', not {}", printable(trailer.key),
                                       printable(trailer.value), join(words, ", ")));
    if (!value.empty() && value != word)
      throw wrong(trailer, fmt::format("'{}' is there twice", printable(trailer.key)));
    value = word;
  }

  void set_title(const Trailer& trailer) {
    m_only_for_advisories = trailer;
    if (trailer.value.empty() || forbidden_in_xml(trailer.value))
      throw wrong(trailer,
                  fmt::format("'{}' is empty or contains control characters", printable(trailer.key)));
    m_said.title = trailer.value;
  }

  void add_references(const Trailer& trailer) {
    static const Pattern k_cve("CVE-[0-9]{4}-[0-9]{4,}");
    for (const auto& word : split(trailer.value, ',')) {
      const std::string text(trim(word));
      if (k_cve.matches(text)) {
        m_fixes_vulnerability = true;
        m_said.references.push_back(
            {.type = "cve", .id = text, .href = "https://www.cve.org/CVERecord?id=" + text});
      } else if (text.starts_with("CVE-") || trailer.has_key("CVE")) {
        throw wrong(trailer, fmt::format("'{}' is not a CVE number", printable(text)));
      } else if ((text.starts_with("https://") || text.starts_with("http://")) && !forbidden_in_xml(text) &&
                 text.find(' ') == std::string::npos) {
        m_said.references.push_back({.type = "other", .id = text, .href = text});
      }
    }
  }

  Error wrong(const Trailer& trailer, const std::string& what) const {
    return Error(ExitCode::invalid, what)
        .at({.file = fmt::format("message of commit {} of {}", shown(m_commit), m_package),
             .line = trailer.line})
        .hint(fmt::format(
            "docs/metadata.md describes these trailers. If the commit cannot be changed any more, list "
            "it in repos.yaml: advisories: {{ trailers: true, ignore: [{}] }}",
            m_commit.id));
  }

  const Commit& m_commit;
  const std::string& m_package;
  Said m_said;
  std::optional<Trailer> m_only_for_advisories;
  bool m_fixes_vulnerability = false;
};

// Commits by the commits that revert them. A revert that was reverted itself does not count.
std::set<std::string> reverted_by(const std::vector<Commit>& children_first) {
  static const Pattern k_revert("This reverts commit ([0-9a-f]{7,64})");
  std::set<std::string> reverted;
  const auto is_reverted = [&](const std::string& id) {
    return std::ranges::any_of(reverted, [&](const auto& other) { return id.starts_with(other); });
  };
  for (const auto& commit : children_first)
    if (const auto found = k_revert.find(commit.message); found && !is_reverted(commit.id))
      reverted.insert((*found)[1]);
  return reverted;
}

// Free text of a message: what XML cannot have is replaced.
std::string for_xml(std::string_view text) {
  std::string out;
  while (const auto found = forbidden_in_xml(text)) {
    out.append(text.substr(0, found->at)).push_back('?');
    text.remove_prefix(found->at + found->bytes);
  }
  return out.append(text);
}

std::string description_of(const Commit& commit) {
  std::string_view body = git::without_trailers(commit.message);
  const size_t paragraph = body.find("\n\n");
  body = paragraph == std::string_view::npos ? std::string_view() : trim(body.substr(paragraph));
  if (body.size() <= k_longest_description) return for_xml(body);
  return for_xml(body.substr(0, k_longest_description)) + "…";
}

std::string title_of(const Commit& commit) {
  return commit.subject.empty() ? "commit " + shown(commit) : for_xml(commit.subject);
}

class Collector {
 public:
  Collector(const std::set<std::string>& ignored, const std::string& from)
      : m_ignored(ignored), m_from(from) {}

  void add(const SourceCommits& source) {
    const std::set<std::string> reverted = reverted_by(source.commits);
    m_found.reverted.insert(reverted.begin(), reverted.end());
    for (auto commit = source.commits.rbegin(); commit != source.commits.rend(); ++commit) {
      if (m_ignored.contains(commit->id)) continue;
      Reader reader(*commit, source.package);
      const Said said = reader.read();
      const bool is_reverted =
          std::ranges::any_of(reverted, [&](const auto& other) { return commit->id.starts_with(other); });
      if (said.ids.empty()) {
        if (reader.fixes_vulnerability() && !is_reverted)
          note(source, *commit, "fixes a vulnerability, but names no advisory");
        continue;
      }
      if (is_reverted) {
        note(source, *commit, fmt::format("is reverted, so it does not count for {}", join(said.ids, ", ")));
        continue;
      }
      if (commit->time < 0 || commit->time > k_latest_time)
        throw Error(ExitCode::invalid,
                    fmt::format("the time of commit {} of {}, which names an advisory, is {}", shown(*commit),
                                source.package, commit->time));
      for (const auto& id : said.ids) add(source, *commit, said, id);
    }
  }

  FromCommits result() {
    for (auto& [id, one] : m_all) {
      auto& advisory = one.advisory;
      const bool is_security =
          !advisory.severity.empty() ||
          std::ranges::count(advisory.references, "cve", &repodata::AdvisoryReference::type) > 0;
      if (advisory.type.empty()) advisory.type = is_security ? "security" : "bugfix";
      // As vendors write it, and as dnf compares it with the argument of --sec-severity.
      if (!advisory.severity.empty())
        advisory.severity[0] = static_cast<char>(advisory.severity[0] - 'a' + 'A');
      m_found.advisories.push_back(std::move(one));
    }
    return std::move(m_found);
  }

 private:
  void note(const SourceCommits& source, const Commit& commit, const std::string& what) {
    m_found.notes.push_back(fmt::format("commit {} of {} {}", shown(commit), source.package, what));
  }

  void add(const SourceCommits& source, const Commit& commit, const Said& said, const std::string& id) {
    CommitAdvisory& one = m_all[id];
    one.sources.insert(source.package);
    repodata::Advisory& advisory = one.advisory;
    const bool is_first = advisory.id.empty();
    if (is_first) {
      advisory.id = id;
      advisory.from = m_from;
      advisory.issued = advisory.updated = commit.time;
      advisory.title = title_of(commit);
    }
    advisory.issued = std::min(advisory.issued, commit.time);
    advisory.updated = std::max(advisory.updated, commit.time);
    agree(commit, source, id, "Advisory-Type", said.type, advisory.type);
    agree(commit, source, id, "Advisory-Severity", said.severity, advisory.severity);
    agree(commit, source, id, "Advisory-Title", said.title, m_titles[id]);
    if (!m_titles[id].empty()) advisory.title = m_titles[id];
    if (const std::string text = description_of(commit); !text.empty())
      advisory.description += (advisory.description.empty() ? "" : "\n\n") + text;
    for (const auto& reference : said.references) add_reference(advisory, reference);
    add_reference(advisory, {.type = k_commit_reference, .id = commit.id, .href = source.url});
  }

  static void add_reference(repodata::Advisory& advisory, const repodata::AdvisoryReference& reference) {
    const auto is_same = [&](const auto& other) {
      return other.type == reference.type && other.id == reference.id;
    };
    if (std::ranges::none_of(advisory.references, is_same)) advisory.references.push_back(reference);
  }

  static void agree(const Commit& commit, const SourceCommits& source, const std::string& id,
                    const std::string& key, const std::string& said, std::string& known) {
    if (said.empty()) return;
    if (!known.empty() && known != said)
      throw Error(
          ExitCode::invalid,
          fmt::format("commit {} of {} says '{}: {}' of the advisory {}, but an earlier commit says '{}'",
                      shown(commit), source.package, key, printable(said), id, printable(known)))
          .hint(fmt::format(
              "list the wrong commit in repos.yaml: advisories: {{ trailers: true, ignore: [{}] }}",
              commit.id));
    known = said;
  }

  const std::set<std::string>& m_ignored;
  const std::string& m_from;
  std::map<std::string, CommitAdvisory> m_all;
  std::map<std::string, std::string> m_titles;
  FromCommits m_found;
};

}  // namespace

FromCommits advisories_in(const std::vector<SourceCommits>& sources, const std::set<std::string>& ignored,
                          const std::string& from) {
  Collector collector(ignored, from);
  for (const auto& source : sources) collector.add(source);
  return collector.result();
}

}  // namespace rpmworks::compose
