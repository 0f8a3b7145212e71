// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpm/header_difference.hpp"

#include <fmt/format.h>
#include <rpm/header.h>
#include <rpm/rpmtag.h>
#include <rpm/rpmtd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <memory>
#include <vector>

#include "core/error.hpp"
#include "rpm/reader.hpp"
#include "rpm/runtime.hpp"

namespace rpmworks::rpm {

namespace {

// Tags computed from the rest of the package.
constexpr std::array k_derived = {
    RPMTAG_SHA1HEADER,    RPMTAG_SHA256HEADER,     RPMTAG_SIGMD5,          RPMTAG_SIGSIZE,
    RPMTAG_LONGSIGSIZE,   RPMTAG_ARCHIVESIZE,      RPMTAG_LONGARCHIVESIZE, RPMTAG_SIZE,
    RPMTAG_LONGSIZE,      RPMTAG_FILEDIGESTS,      RPMTAG_FILESIZES,       RPMTAG_LONGFILESIZES,
    RPMTAG_PAYLOADDIGEST, RPMTAG_PAYLOADDIGESTALT, RPMTAG_HEADERIMMUTABLE};

// Tags that depend on the machine for which the package was built, and tags computed from these.
constexpr std::array k_of_machine = {RPMTAG_OPTFLAGS,     RPMTAG_PLATFORM,       RPMTAG_COOKIE,
                                     RPMTAG_BUILDHOST,    RPMTAG_SOURCEPKGID,    RPMTAG_SHA1HEADER,
                                     RPMTAG_SHA256HEADER, RPMTAG_SIGMD5,         RPMTAG_SIGSIZE,
                                     RPMTAG_LONGSIGSIZE,  RPMTAG_HEADERIMMUTABLE};

using Values = std::vector<std::string>;

std::map<rpmTagVal, Values> values_of(const fs::path& file) {
  const MessageCapture capture;
  const HeaderHandle header = read_header(file);
  if (!header)
    throw Error(ExitCode::invalid, fmt::format("{} is not a readable RPM package", file.string()))
        .notes(capture.messages());
  std::map<rpmTagVal, Values> tags;
  const std::unique_ptr<std::remove_pointer_t<HeaderIterator>, decltype(&headerFreeIterator)> each(
      headerInitIterator(header.get()), headerFreeIterator);
  const std::unique_ptr<std::remove_pointer_t<rpmtd>, decltype(&rpmtdFree)> data(rpmtdNew(), rpmtdFree);
  while (headerNext(each.get(), data.get())) {
    Values& values = tags[rpmtdTag(data.get())];
    while (rpmtdNext(data.get()) >= 0) {
      const std::unique_ptr<char, decltype(&std::free)> text(
          rpmtdFormat(data.get(), RPMTD_FORMAT_STRING, nullptr), std::free);
      values.emplace_back(text ? text.get() : "");
    }
    rpmtdFreeData(data.get());
  }
  return tags;
}

template <typename Tags>
bool contains(const Tags& tags, rpmTagVal tag) {
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

HeaderDifference between(rpmTagVal tag, const Values& one, const Values& other) {
  size_t i = 0;
  while (i < one.size() && i < other.size() && one[i] == other[i]) ++i;
  return {.tag = rpmTagGetName(tag),
          .one = i < one.size() ? one[i] : "",
          .other = i < other.size() ? other[i] : ""};
}

template <typename Ignored>
std::optional<HeaderDifference> first_difference(const fs::path& one, const fs::path& other,
                                                 const Ignored& ignored) {
  std::map<rpmTagVal, Values> left = values_of(one);
  std::map<rpmTagVal, Values> right = values_of(other);
  for (const auto& [tag, _] : right) left.try_emplace(tag);
  std::optional<HeaderDifference> derived;
  for (const auto& [tag, values] : left) {
    if (values == right[tag] || contains(ignored, tag)) continue;
    if (!contains(k_derived, tag)) return between(tag, values, right[tag]);
    if (!derived) derived = between(tag, values, right[tag]);
  }
  return derived;
}

}  // namespace

std::optional<HeaderDifference> header_difference(const fs::path& one, const fs::path& other) {
  return first_difference(one, other, std::array<rpmTag, 0>{});
}

std::optional<HeaderDifference> content_difference(const fs::path& one, const fs::path& other) {
  return first_difference(one, other, k_of_machine);
}

}  // namespace rpmworks::rpm
