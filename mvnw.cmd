@echo off
rem Runs the Maven whose archive is in this repository. Needs a JDK and nothing else.
rem The archive is unpacked once, to %USERPROFILE%\.m2\wrapper.
setlocal
set "BASE=%~dp0"
for /f "usebackq tokens=1,2 delims==" %%a in ("%BASE%.mvn\wrapper\maven-wrapper.properties") do (
  if "%%a"=="distribution" set "DISTRIBUTION=%%b"
  if "%%a"=="distributionSha256Sum" set "EXPECTED=%%b"
)
if defined JAVA_HOME goto java_found
for /f "tokens=2 delims==" %%h in ('java -XshowSettings:properties -version 2^>^&1 ^| findstr /c:"java.home ="') do set "JAVA_HOME=%%h"
if not defined JAVA_HOME (
  echo mvnw: no java found. Install a JDK, 17 or newer, or set JAVA_HOME. 1>&2
  exit /b 1
)
set "JAVA_HOME=%JAVA_HOME:~1%"
:java_found
if not exist "%JAVA_HOME%\bin\jar.exe" (
  echo mvnw: %JAVA_HOME% is not a JDK: it has no bin\jar.exe. 1>&2
  exit /b 1
)
if not defined MAVEN_USER_HOME set "MAVEN_USER_HOME=%USERPROFILE%\.m2"
set "ARCHIVE=%BASE%.mvn\wrapper\%DISTRIBUTION%-bin.zip"
set "DISTS=%MAVEN_USER_HOME%\wrapper\dists\%DISTRIBUTION%-%EXPECTED:~0,8%"
set "MAVEN=%DISTS%\%DISTRIBUTION%"
if exist "%MAVEN%\bin\mvn.cmd" goto run
certutil -hashfile "%ARCHIVE%" SHA256 | findstr /i /c:"%EXPECTED%" >nul
if errorlevel 1 (
  echo mvnw: %ARCHIVE% is not the archive that maven-wrapper.properties names by its SHA-256. 1>&2
  exit /b 1
)
set "FRESH=%DISTS%\unpacking-%RANDOM%%RANDOM%"
mkdir "%FRESH%"
pushd "%FRESH%"
"%JAVA_HOME%\bin\jar.exe" xf "%ARCHIVE%"
popd
move "%FRESH%\%DISTRIBUTION%" "%DISTS%" >nul 2>&1
rmdir /s /q "%FRESH%"
if not exist "%MAVEN%\bin\mvn.cmd" (
  echo mvnw: could not unpack %ARCHIVE% to %MAVEN%. 1>&2
  exit /b 1
)
:run
"%MAVEN%\bin\mvn.cmd" %*
