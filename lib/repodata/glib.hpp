// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: how createrepo_c's C objects are owned and its errors turned into ours.
#pragma once

#include <glib.h>

#include <memory>
#include <string>
#include <string_view>

// A member of cr_Package has the name of a C++20 keyword. Headers of C++ must come before this.
#define requires requires_
#include <createrepo_c/createrepo_c.h>
#undef requires

namespace rpmworks::repodata {

struct GErrorFree {
  void operator()(GError* error) const { g_error_free(error); }
};
struct PackageFree {
  void operator()(cr_Package* package) const { cr_package_free(package); }
};
struct RepomdFree {
  void operator()(cr_Repomd* repomd) const { cr_repomd_free(repomd); }
};
struct ContentStatFree {
  void operator()(cr_ContentStat* stat) const { cr_contentstat_free(stat, nullptr); }
};
struct MallocFree {
  void operator()(char* text) const { g_free(text); }
};

using PackagePtr = std::unique_ptr<cr_Package, PackageFree>;
using RepomdPtr = std::unique_ptr<cr_Repomd, RepomdFree>;
using ContentStatPtr = std::unique_ptr<cr_ContentStat, ContentStatFree>;
using TextPtr = std::unique_ptr<char, MallocFree>;

/// A GError to pass to a C function: `GErrorSlot error; if (!f(…, error.slot())) … error.text()`.
class GErrorSlot {
 public:
  GErrorSlot() = default;
  GErrorSlot(const GErrorSlot&) = delete;
  GErrorSlot& operator=(const GErrorSlot&) = delete;
  ~GErrorSlot() { g_clear_error(&m_error); }
  GError** slot() {
    g_clear_error(&m_error);
    return &m_error;
  }
  explicit operator bool() const { return m_error != nullptr; }
  std::string text() const { return m_error && m_error->message ? m_error->message : "no reason given"; }

 private:
  GError* m_error = nullptr;
};

/// Readies createrepo_c and what it stands on, once, and keeps it from writing to stderr. Thread-safe.
void initialise();

/// A path as a relative URL reference: what would end or change the path in a URL is percent-encoded, and
/// "+", "~", "^" and ":" stay as they are, because dnf does not decode the names of local repositories.
std::string encode_href(std::string_view path);
std::string decode_href(std::string_view href);

}  // namespace rpmworks::repodata
