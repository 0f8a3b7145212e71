// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: createrepo_c's headers, and ownership of its objects.
#pragma once

#include <glib.h>

#include <memory>
#include <string>

#include "core/files.hpp"
#include "core/handle.hpp"
#include "repodata/handles.hpp"

// A member of cr_Package is named `requires`, a C++20 keyword. C++ headers that createrepo_c.h includes must
// be included before this line.
#define requires requires_
#include <createrepo_c/createrepo_c.h>
#undef requires

namespace rpmworks::repodata {

using PackagePtr = Owned<cr_Package, cr_package_free>;
using RepomdPtr = Owned<cr_Repomd, cr_repomd_free>;
using TextPtr = Owned<char, g_free>;

struct ContentStatFree {
  void operator()(cr_ContentStat* stat) const { cr_contentstat_free(stat, nullptr); }
};
using ContentStatPtr = std::unique_ptr<cr_ContentStat, ContentStatFree>;

/// Throws the Error for a failed call: "cannot write FILE: …".
[[noreturn]] void fail(const std::string& doing, const fs::path& file, const GErrorSlot& error);

}  // namespace rpmworks::repodata
