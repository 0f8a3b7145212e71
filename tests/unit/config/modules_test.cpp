// SPDX-License-Identifier: GPL-3.0-or-later
#include "unit/config/support.hpp"

using namespace rpmworks;
using namespace rpmworks::config;

namespace {

std::string target(const std::string& settings) {
  return k_head + "targets:\n  el8: { " + settings + ", buildroot: { repos: [hostbase] } }\n";
}

}  // namespace

TEST_CASE("the module streams that clients of a target enabled") {
  const Config config = parsed(target("modules: [\"nodejs:18\", perl-DBI:1.641]"));
  const auto& modules = config.targets.at("el8").modules;
  REQUIRE(modules.size() == 2);
  CHECK(modules[0].str() == "nodejs:18");
  CHECK(modules[1].module == "perl-DBI");
  CHECK(modules[1].stream == "1.641");
  CHECK(modules[1].where.column == 33);
  CHECK(parsed(target("dist: .el8")).targets.at("el8").modules.empty());

  check_all({
      {target("modules: [nodejs]"), "4:20: 'modules' of target 'el8' does not name a stream: 'nodejs'",
       "write MODULE:STREAM, as for `dnf module enable`: nodejs:18"},
      {target("modules: [\"nodejs:\"]"), "4:20: the stream in 'modules' of target 'el8' is ''",
       "use letters, digits, '.', '_', '+' and '-'; start with a letter or a digit"},
      {target("modules: [\"nodejs:18/common\"]"),
       "4:20: the stream in 'modules' of target 'el8' is '18/common'",
       "use letters, digits, '.', '_', '+' and '-'; start with a letter or a digit"},
      {target("modules: [\"nodejs:18\", \"nodejs:20\"]"),
       "4:33: 'modules' of target 'el8' has two streams of the module nodejs: 18 and 20",
       "clients can enable one stream of a module"},
      {target("client: el7, modules: [\"nodejs:18\"]"),
       "4:23: 'modules' of target 'el8' is set, but clients of the profile el7 know no modules",
       "yum sees the packages of all streams: remove `modules`"},
  });
}
