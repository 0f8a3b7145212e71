// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpm/contents.hpp"

#include <fmt/format.h>
#include <rpm/header.h>
#include <rpm/rpmfiles.h>
#include <rpm/rpmtag.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string_view>

#include "core/encoding.hpp"
#include "core/text.hpp"
#include "rpm/reader.hpp"
#include "rpm/runtime.hpp"
#include "rpm/scriptlets.hpp"
#include "rpm/tag_data.hpp"

namespace rpmworks::rpm {

namespace {

constexpr std::array k_script_tags = {
    RPMTAG_PREIN,         RPMTAG_POSTIN,      RPMTAG_PREUN,           RPMTAG_POSTUN,
    RPMTAG_PRETRANS,      RPMTAG_POSTTRANS,   RPMTAG_VERIFYSCRIPT,    RPMTAG_PREINPROG,
    RPMTAG_POSTINPROG,    RPMTAG_PREUNPROG,   RPMTAG_POSTUNPROG,      RPMTAG_PRETRANSPROG,
    RPMTAG_POSTTRANSPROG, RPMTAG_TRIGGERNAME, RPMTAG_FILETRIGGERNAME, RPMTAG_TRANSFILETRIGGERNAME};

/// Each text once, by its index in Contents::words.
class Words {
 public:
  explicit Words(std::vector<std::string>& words) : m_words(words) { index_of(""); }

  uint32_t index_of(std::string_view text) {
    auto at = m_known.find(text);
    if (at == m_known.end()) {
      at = m_known.emplace(text, static_cast<uint32_t>(m_words.size())).first;
      m_words.emplace_back(text);
    }
    return at->second;
  }

 private:
  std::vector<std::string>& m_words;
  std::map<std::string, uint32_t, std::less<>> m_known;
};

/// An array of a header, whose items are of the files in their order. The header owns the items.
class Array {
 public:
  Array(Header header, rpmTagVal tag) : m_data(header, tag, HEADERGET_MINMEM) {}

  size_t size() const { return m_data ? rpmtdCount(m_data.get()) : 0; }
  std::string_view text(size_t i) const {
    const char* const found = at(i) ? rpmtdGetString(m_data.get()) : nullptr;
    return found ? found : "";
  }
  std::optional<uint64_t> number(size_t i) const {
    if (!at(i)) return std::nullopt;
    return rpmtdGetNumber(m_data.get());
  }

 private:
  bool at(size_t i) const { return i < size() && rpmtdSetIndex(m_data.get(), static_cast<int>(i)) >= 0; }
  TagData m_data;
};

struct Arrays {
  explicit Arrays(Header header)
      : names(header, RPMTAG_BASENAMES),
        folders(header, RPMTAG_DIRNAMES),
        folder_of(header, RPMTAG_DIRINDEXES),
        modes(header, RPMTAG_FILEMODES),
        flags(header, RPMTAG_FILEFLAGS),
        sizes(header, headerIsEntry(header, RPMTAG_LONGFILESIZES) ? RPMTAG_LONGFILESIZES : RPMTAG_FILESIZES),
        colours(header, RPMTAG_FILECOLORS),
        users(header, RPMTAG_FILEUSERNAME),
        groups(header, RPMTAG_FILEGROUPNAME),
        capabilities(header, RPMTAG_FILECAPS),
        kinds(header, RPMTAG_CLASSDICT),
        kind_of(header, RPMTAG_FILECLASS),
        links(header, RPMTAG_FILELINKTOS),
        digests(header, RPMTAG_FILEDIGESTS) {}

  Array names, folders, folder_of, modes, flags, sizes, colours, users, groups, capabilities, kinds, kind_of,
      links, digests;

  /// As librpm (rpmfilesPopulate): the arrays of a damaged header do not fit together.
  bool is_sane() const {
    for (const Array* array : {&folder_of, &modes, &flags, &sizes, &users, &groups})
      if (array->size() != names.size()) return false;
    for (const Array* array : {&colours, &capabilities, &kind_of, &links, &digests})
      if (array->size() != 0 && array->size() != names.size()) return false;
    for (size_t i = 0; i < names.size(); ++i)
      if (folder_of.number(i) >= folders.size()) return false;
    return true;
  }
};

/// "USER:GROUP" of the files. Consecutive files mostly have the same.
class Owners {
 public:
  Owners(const Arrays& of, Words& words) : m_of(of), m_words(words) {}

  uint32_t index_of(size_t i) {
    const std::string_view user = m_of.users.text(i);
    const std::string_view group = m_of.groups.text(i);
    if (m_last.empty() || user != m_user || group != m_group) {
      m_user = user;
      m_group = group;
      m_last = fmt::format("{}:{}", user, group);
    }
    return m_words.index_of(m_last);
  }

 private:
  const Arrays& m_of;
  Words& m_words;
  std::string_view m_user, m_group;
  std::string m_last;
};

void read_files(Header header, Contents& contents) {
  const Arrays of(header);
  if (!of.is_sane()) return;
  Words words(contents.words);
  Owners owners(of, words);
  contents.files.reserve(of.names.size());
  for (size_t i = 0; i < of.names.size(); ++i) {
    PackagedFile& file = contents.files.emplace_back();
    const std::string_view folder = of.folders.text(*of.folder_of.number(i));
    const std::string_view name = of.names.text(i);
    file.path.reserve(folder.size() + name.size());
    file.path.append(folder).append(name);
    file.mode = static_cast<uint16_t>(of.modes.number(i).value_or(0));
    const uint64_t flags = of.flags.number(i).value_or(0);
    file.is_ghost = (flags & RPMFILE_GHOST) != 0;
    file.is_config = (flags & RPMFILE_CONFIG) != 0;
    file.is_noreplace = (flags & RPMFILE_NOREPLACE) != 0;
    file.size = of.sizes.number(i).value_or(0);
    file.colour = static_cast<uint8_t>(of.colours.number(i).value_or(0) & 3U);
    file.owner = owners.index_of(i);
    if (of.capabilities.size() > 0) file.capability = words.index_of(of.capabilities.text(i));
    if (const auto kind = of.kind_of.number(i)) file.kind = words.index_of(of.kinds.text(*kind));
    if (file.is_link()) file.link = of.links.text(i);
    if (file.is_regular()) file.digest = from_hex(of.digests.text(i)).value_or("");
  }
}

}  // namespace

Contents contents_of(Header header, const fs::path& file) {
  Contents contents{.package = package_of(header, file)};
  contents.has_scriptlets =
      std::ranges::any_of(k_script_tags, [&](rpmTagVal tag) { return headerIsEntry(header, tag) != 0; });
  if (contents.has_scriptlets) contents.scriptlets = scriptlets_in(header);
  read_files(header, contents);
  return contents;
}

Contents read_contents(const fs::path& file) {
  const MessageCapture capture;
  return contents_of(require_header(file, capture).get(), file);
}

std::string special_rights(const Contents& contents, const PackagedFile& file) {
  std::vector<std::string> words;
  if (file.is_regular()) {
    if (file.mode & S_ISUID) words.push_back("setuid " + contents.owner_of(file));
    if (file.mode & S_ISGID) words.push_back("setgid " + contents.owner_of(file));
    if (const std::string& capabilities = contents.capability_of(file); !capabilities.empty())
      words.push_back("capabilities " + capabilities);
  }
  // Everybody may write into /tmp, but only into what is theirs.
  const bool is_shared_folder = file.is_directory() && (file.mode & S_ISVTX) != 0;
  if (!file.is_link() && !is_shared_folder && (file.mode & S_IWOTH)) words.emplace_back("world-writable");
  return join(words, ", ");
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
