// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>
#include "unit/srpm/fixture.hpp"
using namespace rpmworks;
using namespace rpmworks::test;
