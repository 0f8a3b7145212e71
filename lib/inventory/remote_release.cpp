// SPDX-License-Identifier: GPL-3.0-or-later
#include "inventory/remote_release.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/secrets.hpp"
#include "core/temporary.hpp"
#include "core/text.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::inventory {

namespace {

// The format of a package file: a lead, then two headers, the first of which is padded (rpm's doc/format.md).
constexpr uint64_t k_lead = 96;
constexpr uint64_t k_intro = 16;  // of a header: magic, reserved bytes, number of entries, bytes of data
constexpr uint64_t k_index_entry = 16;
constexpr std::string_view k_header_magic("\x8e\xad\xe8\x01", 4);

// Most headers are smaller, so that one request is enough.
constexpr uint64_t k_first_request = 64UL << 10;
// Above rpm's own limit for the data of a header.
constexpr uint64_t k_largest_header = 256UL << 20;
// What a server may send beyond the part that was requested, because it does not know how to send parts.
constexpr uint64_t k_most_surplus_of_part = 1UL << 20;

uint64_t number_at(std::string_view bytes, uint64_t at) {
  uint64_t number = 0;
  for (size_t i = 0; i < 4; ++i) number = number << 8U | static_cast<unsigned char>(bytes[at + i]);
  return number;
}

// The end of the header that begins at `begin`; 0 if there is none.
uint64_t end_of_one(std::string_view bytes, uint64_t begin) {
  if (bytes.size() < begin + k_intro || bytes.substr(begin, k_header_magic.size()) != k_header_magic)
    return 0;
  return begin + k_intro + number_at(bytes, begin + 8) * k_index_entry + number_at(bytes, begin + 12);
}

}  // namespace

uint64_t end_of_header(std::string_view start) {
  const uint64_t signature_end = end_of_one(start, k_lead);
  if (signature_end == 0) return 0;
  const uint64_t begin = (signature_end + 7) / 8 * 8;
  if (start.size() < begin + k_intro) return begin + k_intro;
  return end_of_one(start, begin);
}

std::string RemoteRelease::start_of(const manifest::Entry& entry, uint64_t bytes) const {
  std::string url = m_url;
  for (const auto& part : split(entry.file, '/')) url += "/" + upstream::encoded(part);
  const TempDir folder(temporary_folder(), "header-");
  const fs::path file = folder.path() / "start";
  const uint64_t wanted = entry.size == 0 ? bytes : std::min(bytes, entry.size);
  const auto answer = m_http.download({.url = url, .headers = {fmt::format("Range: bytes=0-{}", wanted - 1)}},
                                      file, wanted + k_most_surplus_of_part);
  if (!answer.is_whole() && !answer.is_too_large)
    throw Error(ExitCode::upstream, fmt::format("cannot read the header of {}/{}", m_shown, entry.file))
        .note(redacted(answer.reason));
  return read_file(file);
}

Details RemoteRelease::details_of(const manifest::Entry& entry) const {
  const auto refuse = [&](const std::string& why) {
    return Error(ExitCode::invalid, fmt::format("{}/{} {}", m_shown, entry.file, why))
        .hint("check the release with `rpmworks verify URL --packages`");
  };
  std::string start = start_of(entry, k_first_request);
  // The start may end before the second header begins: then its end is known only afterwards.
  for (int reading = 0;; ++reading) {
    const uint64_t end = end_of_header(start);
    if (end == 0 || end > k_largest_header) throw refuse("is not a readable RPM package");
    if (end <= start.size() && end_of_header(std::string_view(start).substr(0, end)) == end) break;
    if (reading == 2) throw refuse("is shorter than its header");
    start = start_of(entry, end + k_intro);
  }
  const TempDir folder(temporary_folder(), "header-");
  const fs::path file = folder.path() / "package.rpm";
  write_new_file(file, start);
  auto contents = std::make_shared<const rpm::Contents>(rpm::read_contents(file));
  const rpm::Package& package = contents->package;
  if (package.nevra != entry.nevra ||
      (!entry.header_sha256.empty() && entry.header_sha256 != package.header_sha256))
    throw refuse(fmt::format("is not the package {} that the manifest lists", entry.nevra.str()));
  return {.contents = std::move(contents)};
}

const RemoteRelease::Section& RemoteRelease::section_of(const std::string& path) {
  const std::lock_guard guard(m_mutex);
  if (const auto known = m_sections.find(path); known != m_sections.end()) return known->second;
  std::string url = m_url;
  for (const auto& part : split(path, '/')) url += "/" + upstream::encoded(part);
  const auto opened = upstream::Repository::open({.name = path, .baseurl = url, .mirrorlist = {}}, {},
                                                 m_cache, Reporter::silent(), {.sha1 = true});
  Section section;
  section.contents = std::make_shared<const solve::RepositoryContents>(opened.metadata(),
                                                                       !opened.metadata().filelists.empty());
  section.contents->each([&](const rpm::Package&, const upstream::Location& location, int number) {
    section.numbers.emplace(path + "/" + location.href, number);
  });
  return m_sections.emplace(path, std::move(section)).first->second;
}

Details RemoteRelease::relations_of(const manifest::Entry& entry) {
  const Section& section = section_of(entry.section);
  const auto number = section.numbers.find(entry.file);
  if (number == section.numbers.end())
    throw Error(ExitCode::upstream, fmt::format("the metadata of {} does not list {}", m_shown, entry.file))
        .hint("check the release: rpmworks verify URL");
  return {.contents = std::make_shared<const rpm::Contents>(section.contents->contents_of(number->second)),
          .has_file_facts = false,
          .has_scriptlets = false};
}

}  // namespace rpmworks::inventory
