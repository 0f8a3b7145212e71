// SPDX-License-Identifier: GPL-3.0-or-later
#include "abi/difference.hpp"

#include <doctest/doctest.h>

using namespace rpmworks;
using namespace rpmworks::abi;
using Strings = std::vector<std::string>;

namespace {

// What abidiff 2.2 printed for a library with debug information.
constexpr const char* k_types = R"(Functions changes summary: 1 Removed, 1 Changed, 1 Added functions
Variables changes summary: 1 Removed, 0 Changed, 0 Added variable

1 Removed function:

  [D] 'function int lost(char)'    {lost@@V1, aliases gone, left}

1 Added function:

  [A] 'function int added(int)'    {added}

1 function with some indirect sub-type change:

  [C] 'function int area(shape*)' has some indirect sub-type changes:
    parameter 1 of type 'shape*' has sub-type changes:
      in pointed to type 'struct shape':
        1 data member change:
          'int h' offset changed from 32 to 64 (in bits) (by +32 bits)

1 Removed variable:

  [D] 'int lost_variable'    {lost_variable}

)";

}  // namespace

TEST_CASE("a report with types") {
  const Difference found = read_abidiff(4 | 8, k_types, "");
  CHECK(found.verdict == Verdict::incompatible);
  CHECK(found.functions.removed == Strings{"int lost(char)"});
  CHECK(found.functions.changed == Strings{"int area(shape*)"});
  CHECK(found.functions.added == Strings{"int added(int)"});
  CHECK(found.variables.removed == Strings{"int lost_variable"});
  CHECK(found.variables.changed.empty());
  CHECK(found.lost_symbols == Strings{"lost@V1", "gone", "left", "lost_variable"});
  CHECK(found.unknown.empty());
}

TEST_CASE("a report of symbols") {
  const Difference found =
      read_abidiff(12,
                   "1 Removed function symbol not referenced by debug info:\n\n  [D] lost\n\n"
                   "1 Removed variable symbol not referenced by debug info:\n\n"
                   "  [D] lost_variable@@V2\n\n",
                   "");
  CHECK(found.functions.removed == Strings{"lost"});
  CHECK(found.variables.removed == Strings{"lost_variable@@V2"});
  CHECK(found.lost_symbols == Strings{"lost", "lost_variable@V2"});
}

TEST_CASE("the bits of the exit code") {
  CHECK(read_abidiff(0, "", "").verdict == Verdict::same);
  CHECK(read_abidiff(4, "1 Added function:\n\n  [A] 'function int f()'    {f}\n", "").verdict ==
        Verdict::compatible);
  CHECK(read_abidiff(4, "1 function with some sub-type change:\n\n  [C] 'function int f()' has\n", "")
            .verdict == Verdict::review);
  CHECK(read_abidiff(4, "ELF SONAME changed\n", "").verdict == Verdict::review);
  CHECK(read_abidiff(12, "", "").verdict == Verdict::incompatible);
  for (const int code : {1, 2, 3, 1 | 8, 137})
    CHECK(read_abidiff(code, k_types, "").verdict == Verdict::unknown);
  CHECK(read_abidiff(1, "", "abidiff: Unknown content type for file x\n").unknown ==
        "abidiff: Unknown content type for file x");
  CHECK(read_abidiff(139, "", "").unknown == "abidiff failed with exit code 139");
}

TEST_CASE("texts that abidiff does not print") {
  for (const char* const text :
       {"  [D] ", "  [D]", "1 Removed function:\n  [D] '\n  [D] }\n  [D] {\n  [D]  {}\n", "9:\n  [D] x",
        ":\n\n\n"})
    CHECK(read_abidiff(4, text, "").verdict == Verdict::review);
}

TEST_CASE("symbols and their versions") {
  const Strings lost{"a", "b@V1"};
  CHECK(is_lost("a", lost));
  CHECK(is_lost("b@V1", lost));
  CHECK(is_lost("b", lost));
  CHECK_FALSE(is_lost("b@V2", lost));
  CHECK_FALSE(is_lost("a@V1", lost));
  CHECK_FALSE(is_lost("", lost));
}

TEST_CASE("JSON and back") {
  Difference found = read_abidiff(12, k_types, "");
  found.has_types = true;
  CHECK(to_json(difference_of_json(to_json(found))).dump() == to_json(found).dump());
  Json other = to_json(found);
  other["verdict"] = "fine";
  CHECK_THROWS(difference_of_json(other));
}
