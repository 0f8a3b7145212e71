// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpm/contents.hpp"

#include <rpm/header.h>
#include <rpm/rpmfi.h>
#include <rpm/rpmfiles.h>
#include <rpm/rpmtag.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>

#include "rpm/files_handle.hpp"
#include "rpm/reader.hpp"
#include "rpm/runtime.hpp"

namespace rpmworks::rpm {

namespace {

constexpr std::array k_script_tags = {
    RPMTAG_PREIN,         RPMTAG_POSTIN,      RPMTAG_PREUN,           RPMTAG_POSTUN,
    RPMTAG_PRETRANS,      RPMTAG_POSTTRANS,   RPMTAG_VERIFYSCRIPT,    RPMTAG_PREINPROG,
    RPMTAG_POSTINPROG,    RPMTAG_PREUNPROG,   RPMTAG_POSTUNPROG,      RPMTAG_PRETRANSPROG,
    RPMTAG_POSTTRANSPROG, RPMTAG_TRIGGERNAME, RPMTAG_FILETRIGGERNAME, RPMTAG_TRANSFILETRIGGERNAME};

/// Each text once.
class Words {
 public:
  explicit Words(std::vector<std::string>& words) : m_words(words) { index_of(""); }

  uint32_t index_of(const char* text) {
    const auto [at, is_new] = m_known.try_emplace(text ? text : "", static_cast<uint32_t>(m_words.size()));
    if (is_new) m_words.push_back(at->first);
    return at->second;
  }

 private:
  std::vector<std::string>& m_words;
  std::map<std::string, uint32_t> m_known;
};

std::string text_or_empty(const char* text) {
  return text ? text : "";
}

std::string digest_of(rpmfiles files, int i) {
  size_t size = 0;
  int algorithm = 0;
  const unsigned char* digest = rpmfilesFDigest(files, i, &algorithm, &size);
  if (!digest) return {};
  return {reinterpret_cast<const char*>(digest), size};
}

void read_files(Header header, Contents& contents) {
  Words words(contents.words);
  constexpr rpmfiFlags k_unread = RPMFI_NOFILEDEPS | RPMFI_NOFILELANGS | RPMFI_NOFILEVERIFYFLAGS;
  const FilesHandle handle(rpmfilesNew(nullptr, header, RPMTAG_BASENAMES, k_unread));
  rpmfiles files = handle.get();
  if (!files) return;
  const int count = static_cast<int>(rpmfilesFC(files));
  contents.files.reserve(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) {
    PackagedFile& file = contents.files.emplace_back();
    const std::unique_ptr<char, decltype(&std::free)> path(rpmfilesFN(files, i), &std::free);
    file.path = text_or_empty(path.get());
    file.mode = rpmfilesFMode(files, i);
    file.is_ghost = (rpmfilesFFlags(files, i) & RPMFILE_GHOST) != 0;
    file.size = rpmfilesFSize(files, i);
    file.colour = static_cast<uint8_t>(rpmfilesFColor(files, i) & 3U);
    file.owner = words.index_of(
        (text_or_empty(rpmfilesFUser(files, i)) + ":" + text_or_empty(rpmfilesFGroup(files, i))).c_str());
    file.capability = words.index_of(rpmfilesFCaps(files, i));
    file.kind = words.index_of(rpmfilesFClass(files, i));
    if (file.is_link()) file.link = text_or_empty(rpmfilesFLink(files, i));
    if (file.is_regular()) file.digest = digest_of(files, i);
  }
}

}  // namespace

Contents read_contents(const fs::path& file) {
  const MessageCapture capture;
  const HeaderHandle handle = require_header(file, capture);
  Contents contents{.package = package_of(handle.get(), file)};
  contents.has_scriptlets = std::ranges::any_of(
      k_script_tags, [&](rpmTagVal tag) { return headerIsEntry(handle.get(), tag) != 0; });
  read_files(handle.get(), contents);
  return contents;
}

bool are_in_conflict(const Contents& one, const PackagedFile& of_one, const Contents& other,
                     const PackagedFile& of_other) {
  if (of_one.is_ghost || of_other.is_ghost) return false;
  const bool is_sized = of_one.is_regular() || of_one.is_link();
  const bool is_same = of_one.mode == of_other.mode && (!is_sized || of_one.size == of_other.size) &&
                       one.owner_of(of_one) == other.owner_of(of_other) && of_one.link == of_other.link &&
                       of_one.digest == of_other.digest;
  if (is_same) return false;
  return of_one.colour == 0 || of_other.colour == 0 || of_one.colour == of_other.colour;
}

}  // namespace rpmworks::rpm
