// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: ownership of createrepo_c's C objects, and conversion of its errors.
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
  /// The errno of the failed call; 0 if none. Call this right after the call that failed.
  int cause() const { return m_error ? errno : 0; }

 private:
  void clear();
  _GError* m_error = nullptr;
};

/// Initializes createrepo_c and its libraries once, and stops it from writing to stderr. Thread-safe.
void initialise();

/// The version of createrepo_c and its features, on which the bytes of metadata depend.
const std::string& version();

/// Encodes a path as a relative URL reference. Percent-encodes characters that would end or change the path.
/// "+", "~", "^" and ":" are kept, because dnf does not decode the file names of local repositories.
std::string encode_href(std::string_view path);

}  // namespace rpmworks::repodata
