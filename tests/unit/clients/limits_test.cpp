// SPDX-License-Identifier: GPL-3.0-or-later
#include "clients/limits.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "process/process.hpp"
#include "unit/srpm/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;
using config::ClientProfile;

namespace {

std::string queried(const fs::path& package, const std::string& format) {
  return run_checked({.argv = {"rpm", "-qp", "--nosignature", "--qf", format, package.string()}}, "rpm").out;
}

// The error for a spec with one line changed, or "" if it becomes a package for the client.
std::string told(ClientProfile client, const std::string& line, const std::string& instead = {}) {
  std::string spec = small_spec();
  if (instead.empty())
    spec = small_spec("Source0: %{name}-%{version}.tar.gz\n" + line + "\n");
  else
    spec.replace(spec.find(instead), spec.find('\n', spec.find(instead)) - spec.find(instead), line);
  Fixture fixture(Files{{"greet.spec", spec}});
  try {
    fixture.make({.client = client});
    return {};
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::gate);
    return error.render();
  }
}

constexpr const char* k_hint =
    "hint: make it conditional (%if 0%{?rhel} >= 8), or build it for a target with another `client`\n";

}  // namespace

TEST_CASE("what the rpm of each client can read") {
  rpm::Package package;
  package.requires_ = {"rpmlib(CompressedFileNames) <= 3.0.4-1", "libc.so.6()(64bit)",
                       "rpmlib(TildeInVersions) <= 4.10.0-1"};
  CHECK(clients::unreadable_because(package, ClientProfile::modern).empty());
  CHECK(clients::unreadable_because(package, ClientProfile::el7).empty());
  CHECK(clients::unreadable_because(package, ClientProfile::el6) ==
        "it needs rpmlib(TildeInVersions), which rpm of el6 does not support");
  package.requires_ = {"rpmlib(PayloadIsZstd) <= 5.4.18-1"};
  CHECK(clients::unreadable_because(package, ClientProfile::el7) ==
        "it needs rpmlib(PayloadIsZstd), which rpm of el7 does not support");
}

TEST_CASE("a source package for el6 requires nothing that its rpm lacks") {
  Fixture fixture(
      Files{{"greet.spec", small_spec("Source0: %{name}-%{version}.tar.xz\nBuildRequires: gcc >= 4\n")}});
  for (const auto client : {ClientProfile::el6, ClientProfile::el7}) {
    const auto srpm = fixture.make({.client = client});
    CHECK(queried(srpm.path, "%{filedigestalgo} %{payloadformat} %{payloadcompressor}") == "8 cpio (none)");
    CHECK(queried(srpm.path, "[%{requirename} %{requireversion}\n]") ==
          "gcc 4\nrpmlib(CompressedFileNames) 3.0.4-1\nrpmlib(FileDigests) 4.6.0-1\n");
    CHECK(run_checked({.argv = {"rpm2cpio", srpm.path.string()}}, "rpm2cpio").out.starts_with("070701"));
  }
}

TEST_CASE("features in a spec that a client's rpm does not support") {
  const std::string rich = "BuildRequires: (gcc or clang)";
  CHECK(told(ClientProfile::modern, rich).empty());
  CHECK(told(ClientProfile::el7, rich) ==
        std::string("greet.spec:7: error: rpm of el7 does not support what the spec uses\n  greet.spec:7: "
                    "BuildRequires (gcc or clang) is a rich dependency, supported since rpm 4.12\n") +
            k_hint);
  CHECK(says(told(ClientProfile::el6, rich), "rpm of el6 does not"));

  CHECK(told(ClientProfile::modern, "Version: 1.0~rc1", "Version:").empty());
  CHECK(told(ClientProfile::el7, "Version: 1.0~rc1", "Version:").empty());
  CHECK(says(told(ClientProfile::el6, "Version: 1.0~rc1", "Version:"),
             "\n  greet.spec:2: Version 1.0~rc1 has '~', supported since rpm 4.10\n"));
  CHECK(says(told(ClientProfile::el7, "Version: 1.0^git1", "Version:"),
             "\n  greet.spec:2: Version 1.0^git1 has '^', supported since rpm 4.15\n"));
  CHECK(says(told(ClientProfile::el7, "Release: 1^2", "Release:"),
             "\n  greet.spec:3: Release 1^2 has '^', supported since rpm 4.15\n"));
  CHECK(says(told(ClientProfile::el6, "BuildRequires: gcc >= 4~1"),
             "BuildRequires gcc >= 4~1 has '~', supported since rpm 4.10\n"));
  CHECK(told(ClientProfile::el7, "BuildRequires: gcc >= 4~1").empty());
}

TEST_CASE("features that only the package's header shows") {
  const std::string generated = "%generate_buildrequires\necho gcc\n%files";
  CHECK(told(ClientProfile::modern, generated, "%files").empty());
  CHECK(told(ClientProfile::el7, generated, "%files") ==
        std::string("greet.spec: error: rpm of el7 cannot read the source package\n  %generate_buildrequires "
                    "is supported since rpm 4.15\n") +
            k_hint);
  CHECK(says(told(ClientProfile::el7, "%define _source_payload w3.zstdio"),
             "\n  it needs rpmlib(PayloadIsZstd), which rpm of el7 does not support\n"));
}

TEST_CASE("an archive that %setup of a client cannot unpack gives a warning") {
  const std::string what =
      "greet.spec:6: %setup of el7 cannot unpack greet-1.0.tar.zst: name it .tar.xz or .tar.gz";
  Fixture fixture(Files{{"greet.spec", small_spec("Source0: %{name}-%{version}.tar.zst\n")}});
  fixture.make({.client = ClientProfile::modern});
  CHECK(fixture.warnings().empty());
  CHECK(fixture.make({.client = ClientProfile::el7}).warnings == std::vector<std::string>{what});
  CHECK(fixture.warnings() == std::vector<std::string>{what});
}
