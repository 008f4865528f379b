# Sourced by the commands here: builds what they need and sets `java` and `run`, a directory with all jars.
set -euo pipefail

benchmarks="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"

mvn=mvn
command -v mvn >/dev/null || mvn=./mvnw
(cd "$benchmarks/.." && "$mvn" -q -pl benchmarks -am -DskipTests -Dspotless.check.skip=true package) >&2

# A run takes long and starts many JVMs: a build meanwhile must not take their classes away.
run="$(mktemp -d)"
trap 'rm -rf "$run"' EXIT
cp "$benchmarks"/target/uno-jcache-benchmarks-*.jar "$run"
tr ':' '\n' < "$benchmarks/target/classpath" | xargs -I{} cp {} "$run"
