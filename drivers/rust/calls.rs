//! Each call as the function of the same name.

use std::collections::HashMap;

use serde_json::{Value, json};
use wasi_fs_conformance::backend::{
    Descriptor, DirectoryEntryStream as _, InputStream, OutputStream, Polling, Source,
};
use wasi_fs_conformance::backends::{
    HostDescriptor, HostDirectoryEntryStream, HostInputStream, HostOutputStream,
};
use wasi_fs_conformance::wasi::{ErrorCode, FsError, FsResult, StreamError, StreamResult};

use super::values::{
    advice, bytes, bytes_text, digits, entry, flags, hash, number, stat, text, timestamp, words,
};
use super::{Answer, Refused};

/// What a number of the tool stands for.
pub(super) enum Handle {
    Descriptor(HostDescriptor),
    Input(HostInputStream),
    Output(HostOutputStream),
    Listing(HostDirectoryEntryStream),
    /// The readiness of the stream with this number; of one that is gone nothing is known.
    Pollable(u64),
}

/// A call on a handle, or on two.
pub(super) async fn answer(
    handles: &mut HashMap<u64, Handle>,
    call: &str,
    request: &Value,
) -> Result<Answer, Refused> {
    if call == "poll" {
        return poll(handles, request).await;
    }
    let on = asked(handles, number(&request["on"])?, call);
    let (resource, name) = call.split_once('.').unwrap_or((call, ""));
    if name == "drop" {
        handles.remove(&on);
        return Ok(ok(Value::Null));
    }
    if name == "cancel" {
        match handles.remove(&on) {
            Some(Handle::Input(mut input)) => input.cancel().await,
            Some(Handle::Output(mut output)) => output.cancel().await,
            Some(Handle::Descriptor(_) | Handle::Listing(_) | Handle::Pollable(_)) | None => {
                return Ok(no_such_call(call));
            }
        }
        return Ok(ok(Value::Null));
    }
    if let ("output-stream.splice" | "output-stream.blocking-splice", Ok(src)) =
        (call, number(&request["src"]))
        && src != on
    {
        return splice(handles.get_disjoint_mut([&on, &src]), name, digits(&request["len"])?).await;
    }
    if let (Some(Handle::Descriptor(descriptor)), "descriptor") = (handles.get(&on), resource)
        && let Some(opened) = open(descriptor, name, request).await?
    {
        return Ok(fs(opened, |handle| {
            handles.insert(request["new"].as_u64().unwrap_or(on), handle);
            Value::Null
        }));
    }
    if let (Some(Handle::Descriptor(descriptor)), "descriptor") = (handles.get(&on), resource) {
        let second = request.get("new-descriptor").or(request.get("other")).map(number).transpose()?;
        let second = match second.map(|second| handles.get(&second)) {
            Some(Some(Handle::Descriptor(second))) => Some(second),
            _ => None,
        };
        return on_descriptor(descriptor, second, name, request).await;
    }
    if name == "subscribe" && matches!(handles.get(&on), Some(Handle::Input(_) | Handle::Output(_))) {
        handles.insert(number(&request["new"])?, Handle::Pollable(on));
        return Ok(ok(Value::Null));
    }
    match (handles.get_mut(&on), resource) {
        (None, "pollable") if name == "ready" => Ok(ok(true.into())),
        (Some(Handle::Input(input)), "input-stream" | "pollable") => on_input(input, name, request).await,
        (Some(Handle::Output(output)), "output-stream" | "pollable") => {
            on_output(output, name, request).await
        }
        (Some(Handle::Listing(listing)), "directory-entry-stream") if name == "read-directory-entry" => {
            Ok(fs(listing.read_directory_entry().await, |next| next.as_ref().map_or(Value::Null, entry)))
        }
        _ => Ok(no_such_call(call)),
    }
}

/// The handle that a call is about: of a pollable its stream, but where the pollable itself goes.
fn asked(handles: &HashMap<u64, Handle>, on: u64, call: &str) -> u64 {
    match handles.get(&on) {
        Some(Handle::Pollable(stream)) if call != "pollable.drop" => *stream,
        _ => on,
    }
}

/// The places of the pollables that are ready, once one is: by the seam's own `poll`, over the streams behind them.
async fn poll(handles: &mut HashMap<u64, Handle>, request: &Value) -> Result<Answer, Refused> {
    let listed = request["in"].as_array().ok_or("poll without a list")?;
    let numbers: Vec<u64> = listed.iter().map(number).collect::<Result<_, _>>()?;
    let behind: Vec<u64> = numbers.iter().map(|pollable| asked(handles, *pollable, "poll")).collect();
    let (mut streams, mut sources) = (Vec::new(), Vec::new());
    for (number, handle) in handles.iter_mut().filter(|(number, _)| behind.contains(*number)) {
        sources.push(match handle {
            Handle::Input(input) => Source::Input(input),
            Handle::Output(output) => Source::Output(output),
            Handle::Descriptor(_) | Handle::Listing(_) | Handle::Pollable(_) => {
                return Ok(no_such_call("poll"));
            }
        });
        streams.push(*number);
    }
    let place = |stream: &u64| streams.iter().position(|known| known == stream);
    let Some(places) = behind.iter().map(place).collect::<Option<Vec<usize>>>() else {
        return Ok(no_such_call("poll"));
    };
    Ok(match Polling::<HostDescriptor>::poll(&(), &mut sources, &places).await {
        Ok(ready) => ok(ready.into()),
        Err(trap) => ("trap", trap.into()),
    })
}

async fn splice(sink_and_source: [Option<&mut Handle>; 2], name: &str, len: u64) -> Result<Answer, Refused> {
    let [Some(Handle::Output(output)), Some(Handle::Input(input))] = sink_and_source else {
        return Ok(no_such_call(name));
    };
    let spliced = match name {
        "splice" => output.splice(input, len).await,
        _ => output.blocking_splice(input, len).await,
    };
    Ok(stream(spliced, count))
}

/// A call that gives a handle, if it is one.
async fn open(
    descriptor: &HostDescriptor,
    name: &str,
    request: &Value,
) -> Result<Option<FsResult<Handle>>, Refused> {
    Ok(Some(match name {
        "read-via-stream" => descriptor.read_via_stream(digits(&request["offset"])?).await.map(Handle::Input),
        "write-via-stream" => {
            descriptor.write_via_stream(digits(&request["offset"])?).await.map(Handle::Output)
        }
        "append-via-stream" => descriptor.append_via_stream().await.map(Handle::Output),
        "read-directory" => descriptor.read_directory().await.map(Handle::Listing),
        "open-at" => {
            let (path_flags, path) = (flags(&request["path-flags"])?, text(&request["path"])?);
            let (open_flags, flags) = (flags(&request["open-flags"])?, flags(&request["flags"])?);
            descriptor.open_at(path_flags, path, open_flags, flags).await.map(Handle::Descriptor)
        }
        _ => return Ok(None),
    }))
}

async fn on_descriptor(
    descriptor: &HostDescriptor,
    second: Option<&HostDescriptor>,
    name: &str,
    request: &Value,
) -> Result<Answer, Refused> {
    let path = || text(&request["path"]);
    let (old_path, new_path) = (|| text(&request["old-path"]), || text(&request["new-path"]));
    let second = || second.ok_or("a call between two descriptors without the second");
    let times = || {
        Ok::<_, Refused>((
            timestamp(&request["data-access-timestamp"])?,
            timestamp(&request["data-modification-timestamp"])?,
        ))
    };
    Ok(match name {
        "advise" => {
            let (offset, length) = (digits(&request["offset"])?, digits(&request["length"])?);
            fs(descriptor.advise(offset, length, advice(&request["advice"])?).await, nothing)
        }
        "sync-data" => fs(descriptor.sync_data().await, nothing),
        "sync" => fs(descriptor.sync().await, nothing),
        "get-flags" => fs(descriptor.get_flags().await, words),
        "get-type" => fs(descriptor.get_type().await, |r#type| r#type.name().into()),
        "set-size" => fs(descriptor.set_size(digits(&request["size"])?).await, nothing),
        "set-times" => {
            let (access, modification) = times()?;
            fs(descriptor.set_times(access, modification).await, nothing)
        }
        "read" => {
            let read = descriptor.read(digits(&request["length"])?, digits(&request["offset"])?).await;
            fs(read, |(bytes, end)| json!([bytes_text(&bytes), end]))
        }
        "write" => {
            fs(descriptor.write(&bytes(&request["buffer"])?, digits(&request["offset"])?).await, count)
        }
        "create-directory-at" => fs(descriptor.create_directory_at(path()?).await, nothing),
        "remove-directory-at" => fs(descriptor.remove_directory_at(path()?).await, nothing),
        "unlink-file-at" => fs(descriptor.unlink_file_at(path()?).await, nothing),
        "stat" => fs(descriptor.stat().await, stat),
        "stat-at" => fs(descriptor.stat_at(flags(&request["path-flags"])?, path()?).await, stat),
        "set-times-at" => {
            let (access, modification) = times()?;
            let path_flags = flags(&request["path-flags"])?;
            fs(descriptor.set_times_at(path_flags, path()?, access, modification).await, nothing)
        }
        "link-at" => {
            let old_path_flags = flags(&request["old-path-flags"])?;
            fs(descriptor.link_at(old_path_flags, old_path()?, second()?, new_path()?).await, nothing)
        }
        "readlink-at" => fs(descriptor.readlink_at(path()?).await, Value::from),
        "rename-at" => fs(descriptor.rename_at(old_path()?, second()?, new_path()?).await, nothing),
        "symlink-at" => fs(descriptor.symlink_at(old_path()?, new_path()?).await, nothing),
        "is-same-object" => fs(descriptor.is_same_object(second()?).await, Value::from),
        "metadata-hash" => fs(descriptor.metadata_hash().await, hash),
        "metadata-hash-at" => {
            fs(descriptor.metadata_hash_at(flags(&request["path-flags"])?, path()?).await, hash)
        }
        _ => no_such_call(name),
    })
}

async fn on_input(input: &mut HostInputStream, name: &str, request: &Value) -> Result<Answer, Refused> {
    let len = || digits(&request["len"]);
    let read = |bytes: Vec<u8>| bytes_text(&bytes).into();
    Ok(match name {
        "read" => stream(input.read(len()?).await, read),
        "blocking-read" => stream(input.blocking_read(len()?).await, read),
        "skip" => stream(input.skip(len()?).await, count),
        "blocking-skip" => stream(input.blocking_skip(len()?).await, count),
        "ready" => ok(input.ready().await.into()),
        "block" => {
            input.block().await;
            ok(Value::Null)
        }
        _ => no_such_call(name),
    })
}

async fn on_output(output: &mut HostOutputStream, name: &str, request: &Value) -> Result<Answer, Refused> {
    let len = || digits(&request["len"]);
    let contents = || bytes(&request["contents"]);
    Ok(match name {
        "check-write" => stream(output.check_write().await, count),
        "write" => stream(output.write(&contents()?).await, nothing),
        "blocking-write-and-flush" => stream(output.blocking_write_and_flush(&contents()?).await, nothing),
        "flush" => stream(output.flush().await, nothing),
        "blocking-flush" => stream(output.blocking_flush().await, nothing),
        "write-zeroes" => stream(output.write_zeroes(len()?).await, nothing),
        "blocking-write-zeroes-and-flush" => {
            stream(output.blocking_write_zeroes_and_flush(len()?).await, nothing)
        }
        "ready" => ok(output.ready().await.into()),
        "block" => {
            output.block().await;
            ok(Value::Null)
        }
        _ => no_such_call(name),
    })
}

fn ok(value: Value) -> Answer {
    ("ok", value)
}

fn nothing((): ()) -> Value {
    Value::Null
}

/// A number of 64 bits is a string: not every language has such numbers.
fn count(count: u64) -> Value {
    count.to_string().into()
}

/// The contract is broken by whoever asks for what there is not; that ends the guest, not the driver.
fn no_such_call(name: &str) -> Answer {
    ("trap", format!("there is no such handle for the call {name}, or no such call").into())
}

/// What a call of a descriptor or listing gave.
fn fs<T>(result: FsResult<T>, value: impl FnOnce(T) -> Value) -> Answer {
    match result {
        Ok(given) => ok(value(given)),
        Err(FsError::Code(code)) => ("error", code.name().into()),
        Err(FsError::Trap(text)) => ("trap", text.into()),
    }
}

/// What a call of a stream gave.
fn stream<T>(result: StreamResult<T>, value: impl FnOnce(T) -> Value) -> Answer {
    match result {
        Ok(given) => ok(value(given)),
        Err(StreamError::LastOperationFailed(code)) => ("failed", code.map(ErrorCode::name).into()),
        Err(StreamError::Closed) => ("closed", true.into()),
        Err(StreamError::Trap(text)) => ("trap", text.into()),
    }
}
