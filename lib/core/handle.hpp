// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

namespace rpmworks {

/// A deleter that calls the C library's own function.
template <auto Free>
struct FreeBy {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};

/// Owns an object of a C library: Owned<EVP_MD_CTX, EVP_MD_CTX_free>.
template <class T, auto Free>
using Owned = std::unique_ptr<T, FreeBy<Free>>;

}  // namespace rpmworks
