@echo off
rem The first run: builds what is needed, then starts PostgreSQL and the server.
rem Settings: see the file run.
setlocal
cd /d "%~dp0"
echo Building (the first time takes some minutes) ...
call mvnw.cmd -q -B -ntp -P !error-prone -Dmaven.test.skip=true -pl server-config -am package
if errorlevel 1 (
  echo The build failed; the lines above say why. 1>&2
  exit /b 1
)
set /p CLASSPATH_REST=<server-config\target\first-run.classpath
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
"%JAVA%" -cp "server-config\target\classes;%CLASSPATH_REST%" dev.commitcast.server.firstrun.FirstRun
