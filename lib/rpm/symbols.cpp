// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpm/symbols.hpp"

#include <rpm/header.h>
#include <rpm/rpmtag.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "rpm/package.hpp"
#include "rpm/reader.hpp"

namespace rpmworks::rpm {

namespace {

// A scriptlet may be only an interpreter: %post -p /sbin/ldconfig.
constexpr std::array k_not_of_symbols{RPMTAG_PREIN,
                                      RPMTAG_PREINPROG,
                                      RPMTAG_POSTIN,
                                      RPMTAG_POSTINPROG,
                                      RPMTAG_PREUN,
                                      RPMTAG_PREUNPROG,
                                      RPMTAG_POSTUN,
                                      RPMTAG_POSTUNPROG,
                                      RPMTAG_PRETRANS,
                                      RPMTAG_PRETRANSPROG,
                                      RPMTAG_POSTTRANS,
                                      RPMTAG_POSTTRANSPROG,
                                      RPMTAG_VERIFYSCRIPT,
                                      RPMTAG_VERIFYSCRIPTPROG,
                                      RPMTAG_TRIGGERNAME,
                                      RPMTAG_FILETRIGGERNAME,
                                      RPMTAG_TRANSFILETRIGGERNAME,
                                      RPMTAG_OBSOLETENAME};
// %preuntrans and %postuntrans, added in rpm 4.19.
constexpr std::array k_newer_scriptlets{5104, 5105, 5106, 5107};

bool is_for_debuggers(std::string_view path) {
  if (path.find("/../") != std::string_view::npos || path.ends_with("/..")) return false;
  constexpr std::array<std::string_view, 3> k_folders{"/usr/lib/debug", "/usr/src/debug",
                                                      "/usr/lib/.build-id"};
  return std::ranges::any_of(k_folders, [&](std::string_view folder) {
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
  });
}

}  // namespace

bool holds_only_symbols(const fs::path& file) {
  if (read_package(file).nevra.arch == "noarch") return false;
  const HeaderHandle handle = read_header(file);
  const auto has = [&](int tag) { return headerIsEntry(handle.get(), static_cast<rpmTagVal>(tag)) != 0; };
  if (std::ranges::any_of(k_not_of_symbols, has) || std::ranges::any_of(k_newer_scriptlets, has))
    return false;
  return std::ranges::all_of(texts_of(handle.get(), RPMTAG_FILENAMES), is_for_debuggers);
}

}  // namespace rpmworks::rpm
