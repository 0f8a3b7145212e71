// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: how createrepo_c's C objects are owned and its errors turned into ours.
#pragma once

#include <cerrno>
#include <memory>
#include <string>
#include <string_view>

#include "core/handle.hpp"

struct _GError;

namespace rpmworks::repodata {

/// A GError to pass to a C function: `GErrorSlot error; if (!f(…, error.slot())) … error.text()`.
class GErrorSlot {
 public:
  GErrorSlot() = default;
  GErrorSlot(const GErrorSlot&) = delete;
  GErrorSlot& operator=(const GErrorSlot&) = delete;
  ~GErrorSlot() { clear(); }
  _GError** slot() {
    clear();
    errno = 0;
    return &m_error;
  }
  std::string text() const;
  /// What the system said of the last call, as errno has it; 0: nothing. Right after a call that failed.
  int cause() const { return m_error ? errno : 0; }

 private:
  void clear();
  _GError* m_error = nullptr;
};

/// Readies createrepo_c and what it stands on, once, and keeps it from writing to stderr. Thread-safe.
void initialise();

/// A path as a relative URL reference: what would end or change the path in a URL is percent-encoded, and
/// "+", "~", "^" and ":" stay as they are, because dnf does not decode the names of local repositories.
std::string encode_href(std::string_view path);

}  // namespace rpmworks::repodata
