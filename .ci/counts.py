"""Adds up the test reports, and fails if a module with tests ran none."""

import pathlib
import sys
import xml.etree.ElementTree as ElementTree

total = failed = skipped = 0
empty = []
for module in sorted(path.parent.parent for path in pathlib.Path(".").glob("*/src/test")):
    count = 0
    for report in module.glob("target/*-reports/TEST-*.xml"):
        suite = ElementTree.parse(report).getroot()
        count += int(suite.get("tests"))
        failed += int(suite.get("failures")) + int(suite.get("errors"))
        skipped += int(suite.get("skipped"))
    print(f"{module}: {count} tests")
    total += count
    if count == 0:
        empty.append(str(module))
print(f"{total - failed - skipped} passed, {failed} failed, {skipped} skipped")
if empty:
    print("modules with tests that ran none: " + ", ".join(empty), file=sys.stderr)
if empty or failed:
    sys.exit(1)
