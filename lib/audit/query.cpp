// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "audit/assess.hpp"
#include "audit/sqlite.hpp"
#include "core/error.hpp"
#include "core/printable.hpp"
#include "licenses/expression.hpp"

namespace rpmworks::audit {

namespace {

constexpr size_t k_shortest_digest = 7;  // as git
constexpr size_t k_shortest_key = 8;     // a short key id
constexpr std::array<Kind, 8> k_kinds{Kind::package, Kind::source, Kind::license, Kind::signer,
                                      Kind::file,    Kind::digest, Kind::commit,  Kind::advisory};

bool is_hex(std::string_view text, size_t shortest) {
  return text.size() >= shortest &&
         text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

bool is_glob(std::string_view text) {
  return text.find_first_of("*?[") != std::string_view::npos;
}

// A pattern of glob(7) for SQLite, which negates sets with ^.
std::string sqlite_glob(std::string pattern) {
  for (size_t at = pattern.find("[!"); at != std::string::npos; at = pattern.find("[!", at + 2))
    pattern[at + 1] = '^';
  return pattern;
}

// A fingerprint or the end of one, without 0x and blanks; empty if the text is none.
std::string key_digits(const std::string& text) {
  std::string digits;
  for (const char c : text)
    if (c != ' ') digits += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  if (digits.starts_with("0X")) digits.erase(0, 2);
  return is_hex(digits, k_shortest_key) ? digits : std::string();
}

// One answer before its package is read.
struct Candidate {
  rpm::Nevra nevra;
  int64_t row = 0;
  std::string matched;

  auto key() const { return std::tie(nevra.name, nevra.evr, nevra.arch, row, matched); }
  bool operator<(const Candidate& other) const { return key() < other.key(); }
};

class Search {
 public:
  explicit Search(const Index& index) : m_index(index) {}

  std::vector<Candidate> run(const Question& question) {
    m_found.clear();
    const std::string lower = licenses::lower_case(question.text);
    switch (question.kind) {
      case Kind::package:
        is_glob(question.text) ? package_glob(question.text) : package_name(question.text);
        break;
      case Kind::source:
        select("p.source_stem", is_glob(question.text) ? "p.source GLOB ?1" : "p.source = ?1",
               is_glob(question.text) ? sqlite_glob(question.text) : question.text);
        break;
      case Kind::license:
        select("(SELECT CASE WHEN spdx <> '' THEN spdx ELSE tag END FROM license WHERE id = p.license)",
               "p.license IN (SELECT license FROM license_name WHERE name = ?1)", question.text);
        break;
      case Kind::signer:
        for (const auto& [fingerprint, shown] : keys(question.text))
          select("?2", "p.id IN (SELECT package FROM signature WHERE fingerprint = ?1)", fingerprint, shown);
        break;
      case Kind::file:
        select("f.path", is_glob(question.text) ? "f.path GLOB ?1" : "f.path = ?1",
               is_glob(question.text) ? sqlite_glob(question.text) : question.text, {},
               "JOIN file f ON f.package = p.id");
        break;
      case Kind::digest:
        select("d.kind || ' ' || d.hex", "d.hex >= ?1 AND d.hex < ?1 || 'g'", lower, {},
               "JOIN digest d ON d.package = p.id");
        break;
      case Kind::commit:
        select("p.git_commit", "p.git_commit <> '' AND p.git_commit >= ?1 AND p.git_commit < ?1 || 'g'",
               lower);
        break;
      case Kind::advisory:
        break;
    }
    std::ranges::sort(m_found, [](const Candidate& a, const Candidate& b) { return a < b; });
    return std::move(m_found);
  }

  // Keys with this fingerprint, or a part of their user id, and how they are shown.
  std::map<std::string, std::string> keys(const std::string& text) const {
    std::map<std::string, std::string> found;
    const std::string digits = key_digits(text);
    Statement by_key = m_index.database().prepare(
        "SELECT DISTINCT k.fingerprint, k.user_id FROM release_key k JOIN scope s ON s.release = k.release "
        "WHERE (?1 <> '' AND k.fingerprint LIKE '%' || ?1) OR instr(lower(k.user_id), lower(?2)) > 0 ORDER "
        "BY 2");
    by_key.bind(1, digits).bind(2, text);
    while (by_key.step())
      found[by_key.text(0)] =
          by_key.text(1).empty() ? by_key.text(0) : by_key.text(1) + " (" + by_key.text(0) + ")";
    if (digits.empty()) return found;
    Statement by_signature = m_index.database().prepare(
        "SELECT DISTINCT fingerprint FROM signature WHERE fingerprint LIKE '%' || ?1");
    by_signature.bind(1, digits);
    while (by_signature.step()) found.emplace(by_signature.text(0), by_signature.text(0));
    return found;
  }

 private:
  void select(const std::string& matched, const std::string& condition, const std::string& text,
              const std::string& shown = {}, const std::string& join = {}) {
    Statement find = m_index.database().prepare(fmt::format(
        "SELECT p.id, p.name, p.epoch, p.version, p.release, p.arch, {} FROM package p {} WHERE {} AND "
        "EXISTS (SELECT 1 FROM contains c JOIN scope s ON s.release = c.release WHERE c.package = p.id)",
        matched, join, condition));
    find.bind(1, text);
    if (!shown.empty()) find.bind(2, shown);
    while (find.step())
      m_found.push_back({.nevra = {.name = find.text(1),
                                   .evr = {find.text(2), find.text(3), find.text(4)},
                                   .arch = find.text(5)},
                         .row = find.number(0),
                         .matched = find.text(6)});
  }

  void package_glob(const std::string& pattern) {
    select("p.nevra",
           "(p.name GLOB ?1 OR p.nevra GLOB ?1 OR p.name || '-' || p.version || '-' || p.release || '.' || "
           "p.arch GLOB ?1)",
           sqlite_glob(pattern));
  }

  // NAME, NAME.ARCH, NAME-VERSION, NAME-VERSION-RELEASE or NAME-[EPOCH:]VERSION-RELEASE.ARCH.
  void package_name(const std::string& text) {
    for (size_t end = 1; end <= text.size(); ++end)
      if (end == text.size() || text[end] == '-' || text[end] == '.')
        select("p.nevra", "p.name = ?1", text.substr(0, end));
    std::erase_if(m_found, [&](const Candidate& one) {
      const auto& [name, evr, arch] = one.nevra;
      const std::string version = name + "-" + evr.version;
      const std::string release = version + "-" + evr.release;
      const std::string with_epoch =
          fmt::format("{}-{}:{}-{}", name, evr.epoch.empty() ? "0" : evr.epoch, evr.version, evr.release);
      return text != name && text != name + "." + arch && text != version && text != release &&
             text != release + "." + arch && text != with_epoch && text != with_epoch + "." + arch;
    });
  }

  const Index& m_index;
  std::vector<Candidate> m_found;
};

// Places that match themselves: by the digest of one of their files, or by the key of the manifest.
std::vector<Found> matching_places(const Index& index, const Question& question) {
  std::map<std::string, Found> found;
  const auto add = [&](Statement& find) {
    while (find.step()) {
      auto& one = found.try_emplace(find.text(0), Found{.kind = question.kind, .matched = find.text(0)})
                      .first->second;
      one.holders.push_back({.place = static_cast<size_t>(find.number(1)), .section = {}});
    }
  };
  if (question.kind == Kind::digest) {
    Statement find = index.database().prepare(
        "SELECT d.what || ' ' || d.hex, s.position FROM release_digest d JOIN scope s ON s.release = "
        "d.release "
        "WHERE d.hex >= ?1 AND d.hex < ?1 || 'g' ORDER BY 1, 2");
    find.bind(1, licenses::lower_case(question.text));
    add(find);
  }
  if (question.kind == Kind::signer)
    for (const auto& [fingerprint, shown] : Search(index).keys(question.text)) {
      Statement find = index.database().prepare(
          "SELECT 'manifest.json, signed by ' || ?2, s.position FROM release r JOIN scope s ON s.release = "
          "r.id "
          "WHERE r.signer = ?1 ORDER BY 2");
      find.bind(1, fingerprint).bind(2, shown);
      add(find);
    }
  std::vector<Found> all;
  for (auto& [matched, one] : found) all.push_back(std::move(one));
  return all;
}

}  // namespace

std::string name_of(Kind kind) {
  constexpr std::array k_names{"package", "source", "license", "signer",
                               "file",    "digest", "commit",  "advisory"};
  return k_names.at(static_cast<size_t>(kind));
}

std::vector<Question> questions_for(const std::string& word) {
  std::vector<Question> questions;
  for (const Kind kind : k_kinds) {
    const bool is_possible = kind == Kind::file ? word.find('/') != std::string::npos
                             : kind == Kind::signer
                                 ? !key_digits(word).empty() || word.find_first_of("@<") != std::string::npos
                             : kind == Kind::digest || kind == Kind::commit ? is_hex(word, k_shortest_digest)
                                                                            : true;
    if (is_possible) questions.push_back({.kind = kind, .text = word});
  }
  return questions;
}

void require_valid(const Question& question) {
  const std::string& text = question.text;
  const std::string shown = printable(text, 200);
  if (text.empty())
    throw Error(ExitCode::usage, fmt::format("--{} needs a text that is not empty", name_of(question.kind)));
  if ((question.kind == Kind::digest || question.kind == Kind::commit) && !is_hex(text, k_shortest_digest))
    throw Error(ExitCode::usage,
                fmt::format("'{}' is not the beginning of a {}", shown, name_of(question.kind)))
        .hint("give at least 7 hexadecimal digits");
  if (question.kind == Kind::file && text.front() != '/' && !is_glob(text))
    throw Error(ExitCode::usage, fmt::format("'{}' is not an absolute path", shown))
        .hint(fmt::format("give the whole path, or a pattern: '*/{}'", shown));
}

Answer answer(const Index& index, const std::vector<Question>& questions, size_t limit,
              const std::vector<Advisory>& advisories, bool any_vendor) {
  Answer result{.found = {}, .left_out = 0, .gaps = index.gaps()};
  Packages packages(index);
  const auto is_full = [&] { return limit > 0 && result.found.size() >= limit; };
  const auto add = [&](Found found) {
    is_full() ? void(++result.left_out) : result.found.push_back(std::move(found));
  };
  for (const Question& question : questions) {
    for (auto& place : matching_places(index, question)) add(std::move(place));
    for (auto& candidate : Search(index).run(question)) {
      if (is_full()) {
        ++result.left_out;
        continue;
      }
      Found found{.kind = question.kind, .matched = candidate.matched, .package = packages.of(candidate.row)};
      found.holders = packages.holders_of(candidate.row);
      found.withdrawn = packages.withdrawn(*found.package);
      add(std::move(found));
    }
    if (question.kind == Kind::advisory)
      for (auto& one : packages_of_advisory(index, question.text, advisories, any_vendor))
        add(std::move(one));
  }
  return result;
}

}  // namespace rpmworks::audit
