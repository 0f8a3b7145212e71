// SPDX-License-Identifier: GPL-3.0-or-later
#include "sbom/sbom.hpp"

#include "sbom/formats.hpp"

namespace rpmworks::sbom {

void write(const manifest::Manifest& manifest, Format format, const Sink& sink) {
  switch (format) {
    case Format::spdx_3:
      return write_spdx_3(Facts(manifest), sink);
    case Format::spdx_2:
      return write_spdx_2(Facts(manifest), sink);
    case Format::cyclonedx_1_7:
      return write_cyclonedx(Facts(manifest), "1.7", sink);
    case Format::cyclonedx_1_6:
      return write_cyclonedx(Facts(manifest), "1.6", sink);
    case Format::packages:
      return write_packages(manifest, sink);
  }
}

std::string text(const manifest::Manifest& manifest, Format format) {
  std::string all;
  write(manifest, format, [&](std::string_view piece) { all += piece; });
  return all;
}

}  // namespace rpmworks::sbom
