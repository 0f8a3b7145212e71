// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/license.hpp"

#include <doctest/doctest.h>

using namespace rpmworks::scaffold;

TEST_CASE("licenses are recognized by typical phrases") {
  const char* const gpl3 =
      "                    GNU GENERAL PUBLIC LICENSE\n                       Version 3, 29 June 2007\n";
  const char* const gpl2 = "\t\t    GNU GENERAL PUBLIC LICENSE\n\t\t       Version 2, June 1991\n";
  CHECK(license_of(gpl3) == "GPL-3.0-only");
  CHECK(license_of(gpl3, "either version 3 of the License, or\n * (at your option) any later version.") ==
        "GPL-3.0-or-later");
  CHECK(license_of(gpl2) == "GPL-2.0-only");
  CHECK(license_of(gpl2, "// SPDX-License-Identifier: GPL-2.0-or-later") == "GPL-2.0-or-later");
  CHECK(license_of(std::string("greet is free software; any later version will do.\n") + gpl2) ==
        "GPL-2.0-or-later");
  CHECK(license_of("GNU LESSER GENERAL PUBLIC LICENSE\n Version 2.1, February 1999") == "LGPL-2.1-only");
  CHECK(license_of("GNU LESSER GENERAL PUBLIC LICENSE\n Version 3, 29 June 2007") == "LGPL-3.0-only");
  CHECK(license_of("GNU AFFERO GENERAL PUBLIC LICENSE\n Version 3") == "AGPL-3.0-only");
  CHECK(license_of("      Apache License\n      Version 2.0, January 2004") == "Apache-2.0");
  CHECK(license_of("Mozilla Public License Version 2.0\n====") == "MPL-2.0");
  CHECK(license_of("Copyright (c) 2026 A\n\nPermission is hereby granted, free of charge, to any person\n"
                   "obtaining a copy of this software") == "MIT");
  CHECK(license_of(
            "Permission to use, copy, modify, and/or distribute this software for any\npurpose with or "
            "without fee is hereby granted, provided that the above\ncopyright notice and this permission "
            "notice appear in all copies.") == "ISC");
  const std::string bsd = "Redistribution and use in source and binary forms, with or without\nmodification";
  CHECK(license_of(bsd) == "BSD-2-Clause");
  CHECK(license_of(bsd + "\n3. Neither the name of the copyright holder nor") == "BSD-3-Clause");
  CHECK(license_of("All rights reserved.").empty());
  CHECK(license_of("").empty());
}

TEST_CASE("SPDX expressions") {
  CHECK(spdx_line("/* SPDX-License-Identifier: MIT */") == "MIT");
  CHECK(spdx_line("# SPDX-License-Identifier: (MIT OR Apache-2.0)\nx") == "(MIT OR Apache-2.0)");
  CHECK(spdx_line("SPDX-License-Identifier: %(touch x)").empty());
  CHECK(spdx_line("nothing").empty());
  CHECK(is_spdx("GPL-2.0-only WITH Classpath-exception-2.0"));
  CHECK_FALSE(is_spdx("MIT License"));
  CHECK_FALSE(is_spdx("MIT AND"));
  CHECK_FALSE(is_spdx(""));
}

TEST_CASE("license names in build files") {
  CHECK(spdx_of("MIT License") == "MIT");
  CHECK(spdx_of("GPLv3+") == "GPL-3.0-or-later");
  CHECK(spdx_of("GPL-2.0-or-later") == "GPL-2.0-or-later");
  CHECK(spdx_of("LGPLv2.1+") == "LGPL-2.1-or-later");
  CHECK(spdx_of("GNU General Public License v3 (GPLv3)") == "GPL-3.0-only");
  CHECK(spdx_of("Apache License, Version 2.0") == "Apache-2.0");
  CHECK(spdx_of("MIT/Apache-2.0") == "MIT OR Apache-2.0");
  CHECK(spdx_of("(MIT OR Zlib) AND BSD-3-Clause") == "(MIT OR Zlib) AND BSD-3-Clause");
  CHECK(spdx_of("BSD").empty());
  CHECK(spdx_of("GPL").empty());
  CHECK(spdx_of("UNLICENSED").empty());
  CHECK(spdx_of("SEE LICENSE IN x").empty());
  CHECK(spdx_of("").empty());
  CHECK(names_license("MIT OR GPL-2.0-or-later", "GPL-2.0-only"));
  CHECK_FALSE(names_license("MIT", "ISC"));
  CHECK(license_of_debian(
            "Format: x\n\nFiles: debian/*\nLicense: MIT\n\nFiles: *\nCopyright: me\nLicense: GPL-2+\n") ==
        "GPL-2.0-or-later");
  CHECK(license_of_debian("License: MIT\n").empty());
}
