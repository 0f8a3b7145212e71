// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: the owner of librpm's file list of a header.
#pragma once

#include <rpm/rpmfiles.h>

#include <type_traits>

#include "core/handle.hpp"

namespace rpmworks::rpm {

using FilesHandle = Owned<std::remove_pointer_t<rpmfiles>, rpmfilesFree>;

}  // namespace rpmworks::rpm
