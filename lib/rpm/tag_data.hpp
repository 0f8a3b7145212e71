// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: the values of a tag in a header.
#pragma once

#include <rpm/header.h>
#include <rpm/rpmtd.h>

#include <cstdint>

namespace rpmworks::rpm {

/// A tag's value, freed by the destructor.
class TagData {
 public:
  TagData(Header header, int tag, headerGetFlags flags) : m_data(rpmtdNew()) {
    m_found = headerGet(header, tag, m_data, flags) != 0;
  }
  ~TagData() {
    rpmtdFreeData(m_data);
    rpmtdFree(m_data);
  }
  TagData(const TagData&) = delete;
  TagData& operator=(const TagData&) = delete;
  explicit operator bool() const { return m_found; }
  rpmtd get() const { return m_data; }

 private:
  rpmtd m_data;
  bool m_found;
};

}  // namespace rpmworks::rpm
