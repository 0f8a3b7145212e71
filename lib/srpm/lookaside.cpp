// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/lookaside.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>
#include <vector>

#include "core/text.hpp"
#include "upstream/address.hpp"

namespace rpmworks::srpm {

namespace {

// The path of a file in Fedora's lookaside cache and in those modelled on it.
constexpr const char* k_usual_layout = "/{name}/{file}/{algorithm}/{digest}/{file}";

struct Algorithm {
  std::string_view tag;
  DigestAlgorithm algorithm;
  size_t digits;
};
constexpr std::array<Algorithm, 4> k_algorithms = {{{"MD5", DigestAlgorithm::md5, 32},
                                                    {"SHA1", DigestAlgorithm::sha1, 40},
                                                    {"SHA256", DigestAlgorithm::sha256, 64},
                                                    {"SHA512", DigestAlgorithm::sha512, 128}}};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::optional<upstream::Checksum> checksum_of(std::string_view tag, const std::string& digest) {
  const std::string hex = lower(digest);
  if (hex.find_first_not_of("0123456789abcdef") != std::string::npos) return std::nullopt;
  for (const auto& one : k_algorithms)
    if (hex.size() == one.digits && (tag.empty() || lower(tag) == lower(one.tag)))
      return upstream::Checksum{one.algorithm, hex};
  return std::nullopt;
}

// The file's name and digest; nothing if the line is not in the format.
std::optional<std::pair<std::string, upstream::Checksum>> parsed(std::string_view line) {
  std::string file, digest;
  std::string_view tag;
  const size_t open = line.find(" (");
  const size_t close = line.rfind(") = ");
  if (open != std::string_view::npos && close != std::string_view::npos && open < close) {
    tag = line.substr(0, open);
    file = line.substr(open + 2, close - open - 2);
    digest = line.substr(close + 4);
  } else {
    const size_t blank = std::min(line.find_first_of(" \t"), line.size());
    digest = line.substr(0, blank);
    file = trim(line.substr(blank));
  }
  const auto checksum = checksum_of(tag, digest);
  // "SOURCES/file" in a .NAME.metadata
  file = git::last_name(file);
  if (!checksum || file.empty()) return std::nullopt;
  return std::pair{file, *checksum};
}

// A broken link counts as no listing.
std::optional<git::TreeFiles::File> listing_at(const git::TreeFiles& tree, const std::string& path) {
  try {
    return tree.find(path);
  } catch (const Error&) {
    return std::nullopt;
  }
}

void replace_all(std::string& text, const std::string& word, const std::string& by) {
  for (size_t at = 0; (at = text.find(word, at)) != std::string::npos; at += by.size())
    text.replace(at, word.size(), by);
}

}  // namespace

Lookaside::Lookaside(const spec::SpecInTree& spec, const std::string& name, std::string url)
    : m_name(name), m_url(std::move(url)) {
  const std::vector<std::string> folders = {git::folder_of(spec.path), spec.root};
  for (const auto& listing : {std::string("sources"), "." + name + ".metadata"})
    for (const auto& folder : folders) {
      const auto file = listing_at(spec.tree, git::below(folder, listing));
      if (!file) continue;
      m_path = file->path;
      if (read(spec.tree.read(*file))) return;
      m_path.clear();
      m_entries.clear();
    }
}

bool Lookaside::read(const std::string& text) {
  const auto lines = split(text, '\n');
  for (size_t i = 0; i < lines.size(); ++i) {
    const std::string_view line = trim(lines[i]);
    if (line.empty()) continue;
    const SourcePosition where{.file = m_path, .line = static_cast<int>(i + 1), .text = lines[i]};
    auto entry = parsed(line);
    if (entry) {
      m_entries.emplace(std::move(entry->first), Entry{std::move(entry->second), where});
      continue;
    }
    if (m_url.empty()) return false;
    throw Error(ExitCode::invalid, "this line is not valid in a dist-git sources file")
        .at(where)
        .hint("write SHA512 (FILE) = DIGEST, as sha512sum --tag prints it");
  }
  return !m_entries.empty();
}

const Lookaside::Entry* Lookaside::find(const std::string& file) const {
  const auto found = m_entries.find(file);
  return found == m_entries.end() ? nullptr : &found->second;
}

upstream::RemoteFile Lookaside::remote(const std::string& file, const std::string& what) const {
  const Entry& entry = m_entries.at(file);
  if (m_url.empty())
    throw Error(ExitCode::invalid,
                fmt::format("{} is in a lookaside cache, but no cache is configured", file))
        .at(entry.where)
        .hint("set `lookaside:` of the package in repos.yaml: lookaside: https://HOST/repo/pkgs");
  std::string url = m_url;
  if (url.find('{') == std::string::npos) url += k_usual_layout;
  replace_all(url, "{name}", upstream::encoded(m_name));
  replace_all(url, "{file}", upstream::encoded(file));
  replace_all(url, "{algorithm}", upstream::name_of(entry.checksum.algorithm));
  replace_all(url, "{digest}", entry.checksum.hex);
  return {.from = {.url = url}, .checksum = entry.checksum, .what = what, .name = file, .where = entry.where};
}

}  // namespace rpmworks::srpm
