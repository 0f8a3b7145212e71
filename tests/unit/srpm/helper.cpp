// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstring>

#include "srpm/spec_query.hpp"

int main(int argc, char** argv) {
  if (argc != 3 || std::strcmp(argv[1], "internal") != 0 || std::strcmp(argv[2], "spec-query") != 0) return 2;
  return rpmworks::srpm::spec_query_main({});
}
